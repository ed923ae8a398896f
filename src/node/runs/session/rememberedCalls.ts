import type { Plan } from "../../../core/model/plan";
import type { RunEvent } from "../../../core/model/run";
import { hasLostPart } from "../journal/format/parts";
import { isRedacted } from "../restoredRun";
import { worded } from "../../../core/model/text/wording";

/**
 * What the engine is to know of a kept run that is gone on with. A result that a secret was taken out of, or that is lost,
 * is of no use to the calls that refer to it: a read-only call with one counts as not run, so that it can be run again with
 * them. One that may change something keeps its end; calls that refer to it are refused where the secret is missing.
 */
export class RememberedCalls {
  readonly events: Iterable<RunEvent>;
  /** Calls that succeeded, change nothing, and must run again before others can use their results. */
  private readonly forgotten = new Set<number>();

  constructor(plan: Plan, history: Iterable<RunEvent>) {
    const needed = new Set(plan.edges.filter(({ kind }) => kind === "data").map(({ from }) => from));
    const instead = new Map<number, RunEvent>();
    let place = -1;
    for (const event of history) {
      place++;
      if (event.type !== "callEnded" || event.ending.outcome !== "succeeded" || !needed.has(event.call)) continue;
      if (plan.calls[event.call]?.safety !== "readOnly") continue;
      const { result } = event.ending;
      const said = isRedacted(result) ? secretNotKept : hasLostPart(result) ? resultLost : undefined;
      if (said === undefined) continue;
      this.forgotten.add(event.call);
      instead.set(place, { ...event, ending: { outcome: "cancelled", error: { kind: "interrupted", ...said } } });
    }
    this.events = instead.size === 0 ? history : withInstead(history, instead);
  }

  /** Takes in what happens from here on: the engine has the result of a call that has run again. */
  happened(event: RunEvent): void {
    if (event.type === "callEnded" && event.ending.outcome === "succeeded") this.forgotten.delete(event.call);
  }

  /** These calls and, of the forgotten ones, those whose results they or the calls behind them need. */
  withForgotten(plan: Plan, calls: readonly number[]): readonly number[] {
    const { forgotten } = this;
    if (forgotten.size === 0) return calls;
    const again = new Set(calls);
    const needs = new Map<number, number[]>();
    const neededBy = new Map<number, number[]>();
    for (const { from, to, kind } of plan.edges) {
      if (kind === "conflict") continue;
      neededBy.set(from, [...(neededBy.get(from) ?? []), to]);
      needs.set(to, [...(needs.get(to) ?? []), from]);
    }
    const behind = new Set(calls);
    for (const call of behind) for (const next of neededBy.get(call) ?? []) behind.add(next);
    for (const call of behind) {
      for (const from of needs.get(call) ?? []) {
        if (!forgotten.has(from) || again.has(from)) continue;
        again.add(from);
        behind.add(from);
      }
    }
    return [...again];
  }
}

const resultLost = worded("Its result was kept in a file that is gone or damaged.");
const secretNotKept = worded("Its result held a secret, which was not kept.");

/** The same, with another event at some of the places. */
function withInstead(history: Iterable<RunEvent>, instead: ReadonlyMap<number, RunEvent>): Iterable<RunEvent> {
  return {
    *[Symbol.iterator]() {
      let place = 0;
      for (const event of history) yield instead.get(place++) ?? event;
    },
  };
}
