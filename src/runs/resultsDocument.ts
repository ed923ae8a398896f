import type { CallError } from "../model/failure";
import type { Json } from "../model/json";
import type { Edge, Plan } from "../model/plan";
import { resultValue } from "../model/result";
import type { Ending, Outcome } from "../model/run";
import type { AttemptState, CallState, RunState } from "../model/runState";
import { summarise, type RunSummary } from "../model/summary";

/** What the command line prints with `--format json`; results are in the order of the calls, times in milliseconds. */
export interface ResultsDocument {
  readonly results: readonly CallResult[];
  readonly edges: readonly Edge[];
  readonly summary: DocumentSummary;
}

export type DocumentSummary = Pick<
  RunSummary,
  "total" | Outcome | "wallMs" | "sumMs" | "speedup" | "boundMs" | "peakConcurrency"
>;

export interface CallResult {
  readonly index: number;
  readonly id?: string;
  readonly tool: string;
  readonly success: boolean;
  readonly result?: Json;
  readonly error?: CallError;
  readonly outcome: Outcome;
  readonly outcomeUnknown?: true;
  readonly cached?: true;
  /** Absent for a call that was never tried. */
  readonly startedAtMs?: number;
  readonly endedAtMs: number;
  readonly attempts: readonly AttemptResult[];
}

export interface AttemptResult {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly outcome: Outcome;
  readonly error?: CallError;
}

/** The document of a run whose rounds have ended. */
export function resultsDocument(plan: Plan, state: RunState, cores: number): ResultsDocument {
  const summary = summarise(plan, state, cores);
  return {
    results: state.calls.map((call) => callResult(plan, call)),
    edges: plan.edges,
    summary: {
      total: summary.total,
      succeeded: summary.succeeded,
      failed: summary.failed,
      timedOut: summary.timedOut,
      cancelled: summary.cancelled,
      skipped: summary.skipped,
      denied: summary.denied,
      wallMs: tenths(summary.wallMs),
      sumMs: tenths(summary.sumMs),
      speedup: Math.round(summary.speedup * 100) / 100,
      boundMs: tenths(summary.boundMs),
      peakConcurrency: summary.peakConcurrency,
    },
  };
}

function callResult(plan: Plan, call: CallState): CallResult {
  const planned = plan.calls[call.index];
  const first = call.attempts[0];
  const ending = call.ending ?? notEnded;
  return {
    index: call.index,
    ...(planned?.id !== undefined && { id: planned.id }),
    tool: planned?.tool ?? "",
    ...endingFields(ending),
    outcome: ending.outcome,
    ...(ending.outcome !== "succeeded" && ending.outcomeUnknown && { outcomeUnknown: true }),
    ...(ending.outcome === "succeeded" && ending.cached && { cached: true }),
    ...(first && { startedAtMs: tenths(first.startedAtMs) }),
    endedAtMs: tenths(call.endedAtMs ?? 0),
    attempts: call.attempts.map(attemptResult),
  };
}

const notEnded: Ending = { outcome: "cancelled", error: { kind: "interrupted", message: "The run was interrupted." } };

function endingFields(ending: Ending): Pick<CallResult, "success" | "result" | "error"> {
  return ending.outcome === "succeeded"
    ? { success: true, result: resultValue(ending.result) }
    : { success: false, error: ending.error };
}

function attemptResult(attempt: AttemptState): AttemptResult {
  const ending = attempt.ending ?? notEnded;
  return {
    startedAtMs: tenths(attempt.startedAtMs),
    endedAtMs: tenths(attempt.endedAtMs ?? attempt.startedAtMs),
    outcome: ending.outcome,
    ...(ending.outcome !== "succeeded" && { error: ending.error }),
  };
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
