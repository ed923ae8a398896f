import type { Plan, PlannedLimit } from "../plan";
import type { CallState, RunRecord } from "../runState";

/** A limit, as it stands by now. */
export interface NamedLimit {
  readonly name: string;
  /** How many calls it lets run at once; absent where it bounds only how many start in a second. */
  readonly most?: number;
  readonly perSecond?: number;
}

/** How long a call could have started but for limits, in the round that it last took part in; in milliseconds. */
function queuedMs({ readyAtMs, approvedAtMs, approval, endedAtMs, attempts }: CallState, nowMs: number): number {
  if (readyAtMs === undefined || approval === "awaited") return 0;
  const fromMs = Math.max(readyAtMs, approvedAtMs ?? readyAtMs);
  const started = attempts.find(({ startedAtMs }) => startedAtMs >= readyAtMs)?.startedAtMs;
  return Math.max(0, (started ?? endedAtMs ?? nowMs) - fromMs);
}

/** The limit, narrower than the run's own, behind whose calls there was most queueing; nothing where no call is under one. */
export function longestQueue({ limits }: Pick<Plan, "limits">, run: RunRecord): NamedLimit | undefined {
  const queued = new Map<number, number>();
  for (const call of run.calls) queued.set(call.index, queuedMs(call, run.atMs));
  let longest: PlannedLimit | undefined;
  let longestMs = 0;
  for (const limit of limits) {
    const ms = limit.calls.reduce((sum, call) => sum + (queued.get(call) ?? 0), 0);
    if (ms <= longestMs) continue;
    longest = limit;
    longestMs = ms;
  }
  return longest && limitAsItStands(longest, run);
}

/** A limit with how many it lets run by now: refusals of its source may have narrowed it. */
export function limitAsItStands(
  { name, maxConcurrency, perSecond }: PlannedLimit,
  { limits }: Pick<RunRecord, "limits">,
): NamedLimit {
  const most = limits[name] ?? maxConcurrency;
  return { name, ...(most !== undefined && { most }), ...(perSecond !== undefined && { perSecond }) };
}
