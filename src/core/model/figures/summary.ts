import { callNameAt, type NamedCall } from "../callName";
import { bottleneckTimes, placeFreeAtMs, type Bottleneck, type BottleneckTimes } from "./bottleneck";
import { outlookOf } from "./outlook";
import { concurrencyLimit } from "./concurrency";
import { longestQueue, type NamedLimit } from "./queues";
import { NumberList } from "../data/numberList";
import { callsPerStep, finished, type Steps } from "../data/steps";
import type { Plan } from "../plan";
import type { AttemptState, CallState, OutcomeCounts, RunRecord } from "../runState";

/** What a run did and what its parallelism bought. Times are milliseconds. */
export interface RunSummary extends OutcomeCounts {
  /** All calls of the plan. */
  readonly total: number;
  /** Calls of which an attempt runs now. */
  readonly running: number;
  /** Calls that ended, however. */
  readonly done: number;
  /** The time in which the run was at work: the sum of its rounds; one that goes on counts up to the newest event. */
  readonly wallMs: number;
  /**
   * What the same attempts would have taken one after another: the sum of all attempts of all calls, without queues and
   * back-offs. A cached result costs nothing, and neither does a call that never started.
   */
  readonly sumMs: number;
  /** `sumMs` without what was cancelled ÷ `wallMs`; 1 when there is nothing to compare. */
  readonly speedup: number;
  /** No schedule of these attempts is shorter: max(critical path, `sumMs` ÷ limit). */
  readonly boundMs: number;
  /** The most attempts that ran at the same time; one that was given up counts until its place was free. */
  readonly peakConcurrency: number;
  /** The calls of the longest path, in order; empty when nothing has taken any time. */
  readonly criticalPath: readonly number[];
  readonly criticalPathMs: number;
  /** What kept the run from being faster for the longest part of it; undefined when it has taken no time. */
  readonly bottleneck?: Bottleneck;
  /** The same in words, to follow "held back by": "critical path a → b → c", "limit of 5". Empty when there is none. */
  readonly heldBackBy: string;
}

/** The part of a summary that says what was run and how long it took, but not what held it back. */
export type RunFigures = Omit<RunSummary, "bottleneck" | "heldBackBy">;

/** What of a plan is needed to sum up a run of it. */
interface SummedPlan extends Pick<Plan, "edges" | "maxConcurrency" | "limits"> {
  readonly calls: readonly NamedCall[];
}

/**
 * Sums up a run as it stands; it may go on. `cores` are needed for a `maxConcurrency` of `auto`. Never throws: a record
 * that knows of more or fewer calls than the plan is summed up as far as both know them.
 */
export function summarise(plan: SummedPlan, run: RunRecord, cores = 4): RunSummary {
  return finished(summaryInSteps(plan, run, cores));
}

/** The same with stops on the way; what is summed up may not change before the end. */
export function* summaryInSteps(plan: SummedPlan, run: RunRecord, cores = 4): Steps<RunSummary> {
  const figures = yield* figuresInSteps(plan, run, cores);
  const limit = concurrencyLimit(plan.maxConcurrency, cores);
  const bottleneck = longestOf(yield* bottleneckTimes(run, limit));
  const { criticalPath: criticalCalls } = figures;
  return {
    ...figures,
    ...(bottleneck !== undefined && { bottleneck }),
    heldBackBy: bottleneck === undefined ? "" : inWords(bottleneck, { plan, run, limit, criticalCalls }),
  };
}

/** The same without what held the run back, in one pass over its calls. */
export function figuresOf(plan: SummedPlan, run: RunRecord, cores = 4): RunFigures {
  return finished(figuresInSteps(plan, run, cores));
}

function* figuresInSteps(plan: SummedPlan, run: RunRecord, cores: number): Steps<RunFigures> {
  const durations = durationsOf(plan, run);
  const starts = new NumberList();
  const ends = new NumberList();
  const outcomes = { succeeded: 0, failed: 0, timedOut: 0, cancelled: 0, skipped: 0, denied: 0 };
  let running = 0;
  let done = 0;
  let cancelledMs = 0;
  for (const call of run.calls) {
    if (call.index % callsPerStep === 0) yield;
    if (call.phase === "running") running++;
    if (call.phase === "ended") done++;
    if (call.ending) outcomes[call.ending.outcome]++;
    for (const attempt of call.attempts) {
      if (attempt.ending?.outcome === "cancelled") cancelledMs += durationOf(attempt, run.atMs);
      starts.add(attempt.startedAtMs);
      ends.add(placeFreeAtMs(attempt, run.atMs));
    }
  }
  yield;
  const peakConcurrency = mostAtOnce(starts.sorted(), ends.sorted());
  yield;
  const sumMs = durations.reduce((sum, duration) => sum + duration, 0);
  // What was broken off would have been no use one by one either.
  const usefulMs = sumMs - cancelledMs;
  const wallMs = run.rounds.reduce(
    (sum, { startedAtMs, endedAtMs }) => sum + Math.max(0, (endedAtMs ?? run.atMs) - startedAtMs),
    0,
  );
  const { criticalPath: path, criticalPathLength, bound } = outlookOf(plan, cores, (call) => durations[call] ?? 0);
  return {
    total: plan.calls.length,
    ...outcomes,
    running,
    done,
    wallMs,
    sumMs,
    speedup: usefulMs > 0 && wallMs > 0 ? usefulMs / wallMs : 1,
    boundMs: bound,
    peakConcurrency,
    criticalPath: criticalPathLength > 0 ? path : [],
    criticalPathMs: criticalPathLength,
  };
}

/** How long the attempts of each call took altogether, in milliseconds. */
export function durationsOf({ calls }: Pick<SummedPlan, "calls">, run: RunRecord): Float64Array {
  const durations = new Float64Array(calls.length);
  for (const call of run.calls) {
    if (call.index < durations.length) durations[call.index] = attemptsMs(call, run.atMs);
  }
  return durations;
}

function attemptsMs({ attempts }: CallState, nowMs: number): number {
  let sum = 0;
  for (const attempt of attempts) sum += durationOf(attempt, nowMs);
  return sum;
}

function durationOf({ startedAtMs, endedAtMs }: AttemptState, nowMs: number): number {
  return Math.max(0, (endedAtMs ?? nowMs) - startedAtMs);
}

function mostAtOnce(starts: Float64Array, ends: Float64Array): number {
  let most = 0;
  let ended = 0;
  for (const [started, startedAtMs] of starts.entries()) {
    while (ended < started && (ends[ended] ?? Number.POSITIVE_INFINITY) <= startedAtMs) ended++;
    most = Math.max(most, started + 1 - ended);
  }
  return most;
}

function longestOf(times: BottleneckTimes): Bottleneck | undefined {
  let longest: Bottleneck | undefined;
  let longestMs = 0;
  for (const [kind, ms] of Object.entries(times) as [Bottleneck, number][]) {
    if (ms <= longestMs) continue;
    longest = kind;
    longestMs = ms;
  }
  return longest;
}

const callsShown = 6;

interface Occasion {
  readonly plan: Pick<SummedPlan, "calls" | "limits">;
  readonly run: RunRecord;
  readonly limit: number;
  readonly criticalCalls: readonly number[];
}

function inWords(bottleneck: Bottleneck, { plan, run, limit, criticalCalls }: Occasion): string {
  switch (bottleneck) {
    case "limit":
      return `limit of ${limit}`;
    case "ownLimit":
      return ownLimitWords(longestQueue(plan, run), run);
    case "retries":
      return "waiting to try again";
    case "approval":
      return "waiting for approval";
    case "path": {
      const names = criticalCalls.map((call) => callNameAt(plan.calls, call));
      const shown = names.length <= callsShown ? names : [...names.slice(0, callsShown - 2), "…", ...names.slice(-1)];
      if (names.length === 0) return "starting calls";
      return names.length === 1 ? `longest call ${shown.join()}` : `critical path ${shown.join(" → ")}`;
    }
  }
}

/** "limit wait (2)", "limit api (5 a second)"; of limits that no plan names, those that sources have taught. */
function ownLimitWords(limit: NamedLimit | undefined, run: RunRecord): string {
  if (limit === undefined) return ["limits of sources or tools", ...limitWords(run)].join(": ");
  const { name, most, perSecond } = limit;
  const bounds = [
    ...(most === undefined ? [] : [String(most)]),
    ...(perSecond === undefined ? [] : [`${perSecond} a second`]),
  ];
  return `limit ${name} (${bounds.join(", ")})`;
}

function limitWords({ limits }: RunRecord): string[] {
  const names = Object.entries(limits).map(([name, most]) => `${name} (${most})`);
  return names.length === 0 ? [] : [names.join(", ")];
}
