import { isDeepStrictEqual } from "node:util";
import { Ledger } from "../../../core/model/record/ledger";
import type { JsonObject } from "../../../core/model/data/json";
import type { Plan, PlannedCall } from "../../../core/model/plan";
import type { RunEvent, UnsuccessfulEnding } from "../../../core/model/run";
import { ownWords, type Shown } from "../../../core/model/text/shown";
import type { CallState } from "../../../core/model/runState";
import { worded } from "../../../core/model/text/wording";

/** What is taken over of a kept run by one of the calls as they stand now. */
export interface TakenOver {
  /** The kept run has these calls and edges and no others: it goes on itself. */
  readonly isSameRun: boolean;
  /** By the index of each call now: what it was in the kept run; absent for calls that are new or were changed. */
  readonly before: ReadonlyMap<number, number>;
}

/**
 * Finds the calls of a plan in a kept run: by id, tool and arguments, and by tool, arguments and order where they have no
 * id. A call that refers to the result of one that is not found counts as changed with it. Both are without secrets.
 */
export function takenOver(kept: Plan, ledger: Ledger, plan: Plan): TakenOver {
  // Nearly always; with a million calls, finding each by what it says takes as much memory as their events do.
  if (hasSameCalls(kept, ledger, plan) && isDeepStrictEqual(kept.edges, plan.edges)) {
    return { isSameRun: true, before: new Map(plan.calls.map(({ index }) => [index, index])) };
  }
  const found = new Map<number, number>();
  const places = new KeptCalls(kept, ledger);
  for (const call of plan.calls) {
    const before = places.takeSame(call);
    if (before !== undefined) found.set(call.index, before);
  }
  const before = withoutThoseThatNeedChanged(plan, found);
  return { isSameRun: false, before };
}

function hasSameCalls(kept: Plan, ledger: Ledger, plan: Plan): boolean {
  return (
    kept.calls.length === plan.calls.length &&
    plan.calls.every((call, index) => {
      const before = kept.calls[index];
      if (before?.id !== call.id || before?.tool !== call.tool) return false;
      const args = argumentsOf(before, ledger);
      return call.id === undefined
        ? JSON.stringify(args) === JSON.stringify(call.arguments)
        : isDeepStrictEqual(args, call.arguments);
    })
  );
}

/** Those that it was last run with. */
function argumentsOf({ index, arguments: args }: PlannedCall, ledger: Ledger): JsonObject {
  return ledger.moreOf(index)?.editedArguments ?? args;
}

/** The calls of a kept run, each of which is found once. */
class KeptCalls {
  private readonly byId = new Map<string, PlannedCall>();
  private readonly byWords = new Map<string, number[]>();

  constructor(
    kept: Plan,
    private readonly ledger: Ledger,
  ) {
    for (const call of kept.calls) {
      if (call.id !== undefined) this.byId.set(call.id, call);
      else {
        const words = wordsOf(call.tool, argumentsOf(call, this.ledger));
        const places = this.byWords.get(words) ?? [];
        places.push(call.index);
        this.byWords.set(words, places);
      }
    }
    for (const places of this.byWords.values()) places.reverse();
  }

  takeSame({ id, tool, arguments: args }: PlannedCall): number | undefined {
    if (id === undefined) return this.byWords.get(wordsOf(tool, args))?.pop();
    const call = this.byId.get(id);
    const isSame = call?.tool === tool && isDeepStrictEqual(argumentsOf(call, this.ledger), args);
    return isSame ? call.index : undefined;
  }
}

function wordsOf(tool: string, args: JsonObject): string {
  return `${tool} ${JSON.stringify(args)}`;
}

function withoutThoseThatNeedChanged(plan: Plan, found: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  const before = new Map(found);
  const needs = new Map<number, number[]>();
  for (const { from, to, kind } of plan.edges) if (kind === "data") needs.set(to, [...(needs.get(to) ?? []), from]);
  if (needs.size === 0) return before;
  // Edges may lead backwards in the order of the calls: until nothing changes any more.
  for (let size = -1; size !== before.size;) {
    size = before.size;
    for (const [to, froms] of needs) if (froms.some((from) => !before.has(from))) before.delete(to);
  }
  return before;
}

/**
 * The events with which a new run begins that takes calls over from a kept one: what was told of them, and that all others
 * are yet to be run. All have ended, so that what has not succeeded can be run again.
 */
export function* eventsTakenOver(
  plan: Plan,
  before: ReadonlyMap<number, number>,
  kept: Iterable<Shown<RunEvent>>,
): Generator<Shown<RunEvent>> {
  yield ownWords({ type: "roundStarted", atMs: 0, calls: plan.calls.map(({ index }) => index) });
  const now = new Map([...before].map(([index, then]) => [then, index]));
  const ended = new Set<number>();
  let atMs = 0;
  for (const event of kept) {
    atMs = Math.max(atMs, event.atMs);
    const call = "call" in event ? now.get(event.call) : undefined;
    if (call === undefined || !("call" in event) || event.type === "approved") continue;
    if (event.type === "callEnded") ended.add(call);
    yield { ...event, call };
  }
  for (const { index } of plan.calls) {
    if (!ended.has(index)) yield ownWords({ type: "callEnded", atMs, call: index, ending: notRunYet });
  }
  yield ownWords({ type: "roundEnded", atMs, reason: "cancelled" });
}

const notRunYet: UnsuccessfulEnding = {
  outcome: "cancelled",
  error: { kind: "interrupted", ...worded("The run that this one goes on with did not have this call.") },
};

/** What is done with the calls of a kept run when it is gone on with, by index. */
export interface ResumedCalls {
  readonly reused: readonly number[];
  /** They may have changed something, and nobody knows: they run again only if somebody says so. */
  readonly inDoubt: readonly number[];
  readonly toRun: readonly number[];
}

export function resumedCalls(calls: Iterable<CallState>): ResumedCalls {
  const reused: number[] = [];
  const inDoubt: number[] = [];
  const toRun: number[] = [];
  for (const { index, ending } of calls) {
    if (ending?.outcome === "succeeded") reused.push(index);
    else if (ending?.outcomeUnknown === true) inDoubt.push(index);
    // Who denied a call has answered.
    else if (ending?.outcome !== "denied") toRun.push(index);
  }
  return { reused, inDoubt, toRun };
}

/** What events tell. */
export function ledgerAfter(callCount: number, events: Iterable<RunEvent>): Ledger {
  const ledger = new Ledger(callCount);
  for (const event of events) ledger.apply(event);
  return ledger;
}
