import type { ModelCallState, TaskState } from "../../../src/core/model/task";
import type { ShownRun } from "./shownRun";

/** What the requests of a task came to. */
export interface ModelTotals {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Absent when no request has a price. */
  readonly cost?: number;
  readonly calls: number;
  readonly early: number;
  readonly rejected: number;
}

/** The sums over all requests so far. */
export function totalsOf(run: ShownRun, { modelCalls }: TaskState): ModelTotals {
  const sum = (value: (call: ModelCallState) => number | undefined): number =>
    modelCalls.reduce((total, call) => total + (value(call) ?? 0), 0);
  return {
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    ...(modelCalls.some(({ cost }) => cost !== undefined) && { cost: sum(({ cost }) => cost) }),
    calls: sum(({ calls }) => calls.length),
    early: sum((call) => startedEarly(run, call)),
    rejected: sum(({ rejected }) => rejected.length),
  };
}

/** How many of the calls that a request wrote had started before the model ended its turn. */
export function startedEarly(run: ShownRun, { calls, endedAtMs = Number.POSITIVE_INFINITY }: ModelCallState): number {
  return calls.filter((index) => {
    const startedAtMs = run.callState(index)?.attempts[0]?.startedAtMs;
    return startedAtMs !== undefined && startedAtMs < endedAtMs;
  }).length;
}

/** Whether calls were run again after the newest answer was written. */
export function isOutdated(run: ShownRun, { modelCalls, phase }: TaskState): boolean {
  const answeredAtMs = modelCalls.at(-1)?.endedAtMs;
  const roundAtMs = run.course.rounds.at(-1)?.startedAtMs;
  return phase.kind !== "working" && answeredAtMs !== undefined && roundAtMs !== undefined && roundAtMs > answeredAtMs;
}
