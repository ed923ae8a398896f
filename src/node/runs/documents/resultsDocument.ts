import { messageOf, withoutWording, type CallError } from "../../../core/model/failure";
import type { Json } from "../../../core/model/data/json";
import type { Edge, Plan } from "../../../core/model/plan";
import { resultValue } from "../../../core/model/result";
import type { Ending, Outcome } from "../../../core/model/run";
import type { AttemptState, CallState, RunRecord } from "../../../core/model/runState";
import { orderCost } from "../../../core/model/figures/outlook";
import type { Shown } from "../../../core/model/text/shown";
import { stateOrders, type StateOrder } from "../../../core/model/figures/stateOrder";
import { stateOverlaps, type StateOverlap } from "../../../core/model/figures/stateOverlap";
import { durationsOf, figuresOf, type RunSummary } from "../../../core/model/figures/summary";
import { jsonPieces } from "./jsonPieces";
import { resultLost, wholeResult } from "../resumption/lostResult";
import { worded } from "../../../core/model/text/wording";

/** What the command line prints with `--format json` ({@link documentPieces}); results are in the order of the calls, times in milliseconds. */
export interface ResultsDocument {
  readonly results: readonly CallResult[];
  readonly edges: readonly Omit<Edge, "wording">[];
  readonly summary: DocumentSummary;
}

export type DocumentSummary = Pick<
  RunSummary,
  "total" | Outcome | "wallMs" | "sumMs" | "speedup" | "boundMs" | "peakConcurrency"
> & {
  /** What was ordered because of what sources keep, and how short the run could have been without that; absent for nothing. */
  readonly ordered?: { readonly sources: readonly StateOrder[]; readonly boundWithoutMs: number };
  /** Where calls met on what somebody left unordered; absent where none did. */
  readonly overlapped?: readonly StateOverlap[];
};

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

/**
 * The document of a run whose rounds have ended, as indented JSON with a line break at its end, piece by piece: a run may
 * have returned more than a string can hold. `before` stands in it before everything else.
 */
export function documentPieces(
  plan: Shown<Plan>,
  run: Shown<RunRecord>,
  cores: number,
  before?: Shown<Readonly<Record<string, unknown>>>,
): Generator<Shown> {
  return shown(documentOf(plan, run, cores, before));
}

/** What is written of nothing but what has passed the redactor. */
function shown(pieces: Generator<string>): Generator<Shown> {
  return pieces as Generator<Shown>;
}

function* documentOf(
  plan: Plan,
  run: RunRecord,
  cores: number,
  before: Readonly<Record<string, unknown>> = {},
): Generator<string> {
  yield "{\n";
  for (const key of Object.keys(before)) {
    yield* jsonPieces(before[key], "  ", "  ", `  ${JSON.stringify(key)}: `);
    yield ",\n";
  }
  yield* listOf(
    "results",
    each(run.calls, (call) => callResult(plan, call)),
  );
  yield* listOf("edges", plan.edges.map(withoutWording));
  yield* jsonPieces(documentSummary(plan, run, cores), "  ", "  ", '  "summary": ');
  yield "\n}\n";
}

function* listOf(key: string, items: Iterable<unknown>): Generator<string> {
  yield `  "${key}": [`;
  let isEmpty = true;
  for (const item of items) {
    yield* jsonPieces(item, "  ", "    ", isEmpty ? "\n    " : ",\n    ");
    isEmpty = false;
  }
  yield isEmpty ? "],\n" : "\n  ],\n";
}

function* each<From, To>(items: Iterable<From>, change: (item: From) => To): Generator<To> {
  for (const item of items) yield change(item);
}

/** A line of JSON for a call that has ended, for who reads results as they come. */
export function resultLine(plan: Shown<Plan>, call: Shown<CallState>): Generator<Shown> {
  return shown(lineOf(plan, call));
}

function* lineOf(plan: Plan, call: CallState): Generator<string> {
  yield* jsonPieces({ type: "result", ...callResult(plan, call) });
  yield "\n";
}

/** The lines that follow those of the calls: one an edge, then the summary. */
export function closingLines(plan: Shown<Plan>, run: Shown<RunRecord>, cores: number): Generator<Shown> {
  return shown(closingLinesOf(plan, run, cores));
}

function* closingLinesOf(plan: Plan, run: RunRecord, cores: number): Generator<string> {
  for (const edge of plan.edges) yield `${JSON.stringify({ type: "edge", ...withoutWording(edge) })}\n`;
  yield `${JSON.stringify({ type: "summary", ...documentSummary(plan, run, cores) })}\n`;
}

function documentSummary(plan: Plan, run: RunRecord, cores: number): DocumentSummary {
  const figures = figuresOf(plan, run, cores);
  const orders = stateOrders(plan);
  const overlapped = stateOverlaps(plan, run);
  return {
    total: figures.total,
    succeeded: figures.succeeded,
    failed: figures.failed,
    timedOut: figures.timedOut,
    cancelled: figures.cancelled,
    skipped: figures.skipped,
    denied: figures.denied,
    wallMs: tenths(figures.wallMs),
    sumMs: tenths(figures.sumMs),
    speedup: Math.round(figures.speedup * 100) / 100,
    boundMs: tenths(figures.boundMs),
    peakConcurrency: figures.peakConcurrency,
    ...(orders.length > 0 && { ordered: { sources: orders, boundWithoutMs: boundWithoutMs(plan, run, cores) } }),
    ...(overlapped.length > 0 && { overlapped }),
  };
}

/** How short the run could have been without the order that the state of sources asked for. */
function boundWithoutMs(plan: Plan, run: RunRecord, cores: number): number {
  const durations = durationsOf(plan, run);
  return tenths(orderCost(plan, cores, (call) => durations[call] ?? 0).without);
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

const notEnded: Ending = {
  outcome: "cancelled",
  error: { kind: "interrupted", ...worded("The run was interrupted.") },
};

/** What cannot be read again or made into JSON is said in its own place: the results of all others are there. */
function endingFields(ending: Ending): Pick<CallResult, "success" | "result" | "error"> {
  if (ending.outcome !== "succeeded") return { success: false, error: withoutWording(ending.error) };
  try {
    const result = wholeResult(ending.result);
    if (result !== undefined) return { success: true, result: resultValue(result) };
    return { success: false, error: { kind: "interrupted", message: resultLost.message } };
  } catch (thrown) {
    const message = `The call succeeded, but what it returned could not be read again: ${messageOf(thrown)}`;
    return { success: false, error: { kind: "interrupted", message } };
  }
}

function attemptResult(attempt: AttemptState): AttemptResult {
  const ending = attempt.ending ?? notEnded;
  return {
    startedAtMs: tenths(attempt.startedAtMs),
    endedAtMs: tenths(attempt.endedAtMs ?? attempt.startedAtMs),
    outcome: ending.outcome,
    ...(ending.outcome !== "succeeded" && { error: withoutWording(ending.error) }),
  };
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
