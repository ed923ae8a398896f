import { bottleneckTimes, placeFreeAtMs, type Bottleneck } from "./bottleneck";
import { concurrencyLimit } from "./concurrency";
import { criticalPath } from "./criticalPath";
import type { Plan } from "./plan";
import { countOutcomes, type CallState, type OutcomeCounts, type RunState } from "./runState";

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
  /** `sumMs` ÷ `wallMs`; 1 when there is nothing to compare. */
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

/**
 * Sums up a run as it stands; it may go on. `cores` are needed for a `maxConcurrency` of `auto`. Never throws: a state
 * that knows of more or fewer calls than the plan is summed up as far as both know them.
 */
export function summarise(
  plan: Pick<Plan, "calls" | "edges" | "maxConcurrency">,
  state: RunState,
  cores = 4,
): RunSummary {
  const durations = Float64Array.from(plan.calls, ({ index }) => durationOf(state.calls[index], state.atMs));
  const sumMs = durations.reduce((sum, duration) => sum + duration, 0);
  const wallMs = state.rounds.reduce(
    (sum, { startedAtMs, endedAtMs }) => sum + Math.max(0, (endedAtMs ?? state.atMs) - startedAtMs),
    0,
  );
  const limit = concurrencyLimit(plan.maxConcurrency, cores);
  const path = criticalPath(plan.calls.length, plan.edges, (call) => durations[call] ?? 0);
  const criticalCalls = path.duration > 0 ? path.calls : [];
  const bottleneck = longestOf(state, limit);
  return {
    total: plan.calls.length,
    ...countOutcomes(state.calls),
    running: state.calls.filter(({ phase }) => phase === "running").length,
    done: state.calls.filter(({ phase }) => phase === "ended").length,
    wallMs,
    sumMs,
    speedup: sumMs > 0 && wallMs > 0 ? sumMs / wallMs : 1,
    boundMs: Math.max(path.duration, sumMs / limit),
    peakConcurrency: peakConcurrency(state),
    criticalPath: criticalCalls,
    criticalPathMs: path.duration,
    ...(bottleneck !== undefined && { bottleneck }),
    heldBackBy: bottleneck === undefined ? "" : inWords(bottleneck, { plan, state, limit, criticalCalls }),
  };
}

function durationOf(call: CallState | undefined, nowMs: number): number {
  let sum = 0;
  for (const { startedAtMs, endedAtMs } of call?.attempts ?? []) sum += Math.max(0, (endedAtMs ?? nowMs) - startedAtMs);
  return sum;
}

function peakConcurrency(state: RunState): number {
  const attempts = state.calls.flatMap((call) => call.attempts);
  const starts = Float64Array.from(attempts, ({ startedAtMs }) => startedAtMs).sort();
  const ends = Float64Array.from(attempts, (attempt) => placeFreeAtMs(attempt, state.atMs)).sort();
  let peak = 0;
  let ended = 0;
  for (const [started, startedAtMs] of starts.entries()) {
    while (ended < started && (ends[ended] ?? Number.POSITIVE_INFINITY) <= startedAtMs) ended++;
    peak = Math.max(peak, started + 1 - ended);
  }
  return peak;
}

function longestOf(state: RunState, limit: number): Bottleneck | undefined {
  let longest: Bottleneck | undefined;
  let longestMs = 0;
  for (const [kind, ms] of Object.entries(bottleneckTimes(state, limit)) as [Bottleneck, number][]) {
    if (ms <= longestMs) continue;
    longest = kind;
    longestMs = ms;
  }
  return longest;
}

const callsShown = 6;

interface Occasion {
  readonly plan: Pick<Plan, "calls">;
  readonly state: RunState;
  readonly limit: number;
  readonly criticalCalls: readonly number[];
}

function inWords(bottleneck: Bottleneck, { plan, state, limit, criticalCalls }: Occasion): string {
  switch (bottleneck) {
    case "limit":
      return `limit of ${limit}`;
    case "ownLimit":
      return ["limits of sources or tools", ...limitWords(state)].join(": ");
    case "retries":
      return "waiting to try again";
    case "approval":
      return "waiting for approval";
    case "path": {
      const names = criticalCalls.map((call) => nameOf(plan, call));
      const shown = names.length <= callsShown ? names : [...names.slice(0, callsShown - 2), "…", ...names.slice(-1)];
      if (names.length === 0) return "starting calls";
      return names.length === 1 ? `longest call ${shown.join()}` : `critical path ${shown.join(" → ")}`;
    }
  }
}

function limitWords({ limits }: RunState): string[] {
  const names = Object.entries(limits).map(([name, most]) => `${name} (${most})`);
  return names.length === 0 ? [] : [names.join(", ")];
}

function nameOf({ calls }: Pick<Plan, "calls">, index: number): string {
  const call = calls[index];
  return call?.id ?? `#${index + 1} ${call?.tool ?? ""}`;
}
