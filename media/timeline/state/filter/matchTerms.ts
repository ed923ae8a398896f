import type { CallState } from "../../../../src/core/model/runState";
import { runningMs } from "../../geometry/segments";
import { statusOf } from "../callStatus";
import type { FilterTerm } from "./filterTerms";
import type { ShownRun } from "../shownRun";

/** Whether a call, by its index, meets all of some terms. */
export function matcherOf(run: ShownRun, terms: readonly FilterTerm[]): (call: number) => boolean {
  const tests = terms.map((term) => {
    const isMet = testOf(run, term);
    return (call: number) => isMet(call) === term.isWanted;
  });
  return (call) => tests.every((test) => test(call));
}

function testOf(run: ShownRun, term: FilterTerm): (call: number) => boolean {
  switch (term.kind) {
    case "text":
      return run.having([term.value]);
    case "tool":
      return (call) => has(toolOf(run, call), term.value);
    case "source":
      return (call) => has(run.planned(call)?.source, term.value);
    case "id":
      return (call) => has(run.planned(call)?.id, term.value);
    case "outcome":
      return (call) => has(outcomeOf(run, call), term.value.replaceAll(/[\s_-]/g, ""));
    case "limit": {
      const limited = new Set(
        [...run.limits.values()].filter(({ name }) => has(name, term.value)).flatMap(({ calls }) => calls),
      );
      return (call) => limited.has(call);
    }
    case "time":
    case "wait": {
      const measure = term.kind === "time" ? runningMs : waitedMs;
      return (call) => {
        const state = run.callState(call);
        const ms = state && measure(state, run.nowMs);
        return ms !== undefined && (term.compare === "above" ? ms > term.ms : ms < term.ms);
      };
    }
  }
}

/** A call's tool with its source, as it is filtered by. */
export function toolOf(run: ShownRun, call: number): string {
  const planned = run.planned(call);
  return planned === undefined ? "" : `${planned.source}/${planned.toolName}`;
}

/** How a call ended or stands, in one word. */
export function outcomeOf(run: ShownRun, call: number): string {
  const state = run.callState(call);
  return state === undefined ? "" : statusOf(state);
}

/** How long a call waited before its first attempt, in the round that it last took part in. */
function waitedMs({ enteredAtMs, endedAtMs, attempts }: CallState, nowMs: number): number {
  const startedAtMs = attempts.find((attempt) => attempt.startedAtMs >= enteredAtMs)?.startedAtMs;
  return (startedAtMs ?? endedAtMs ?? nowMs) - enteredAtMs;
}

function has(text: string | undefined, value: string): boolean {
  return text?.toLowerCase().includes(value) ?? false;
}
