import type { PlannedCall } from "../../model/plan";
import type { AttemptFailure } from "./outcome";

/**
 * How long to back off before a call is tried again, in milliseconds; `undefined` if it is not. Tried again is what
 * failed transiently and may be repeated: a call that is read-only or idempotent, or one that never reached its tool. The
 * delay is drawn between nothing and a bound that doubles with each attempt ("full jitter": calls that failed together
 * do not come back together), and is never shorter than the source asked for.
 */
export function backoffMs(
  call: PlannedCall,
  attemptsSoFar: number,
  failure: AttemptFailure,
  random: () => number,
): number | undefined {
  const { maxAttempts, backoffMs: first, maxBackoffMs } = call.retry;
  const repeatable = call.safety !== "unsafe" || failure.neverReachedTool;
  if (!failure.transient || !repeatable || attemptsSoFar >= maxAttempts) return undefined;
  const bound = Math.min(maxBackoffMs, first * 2 ** (attemptsSoFar - 1));
  return Math.max(random() * bound, failure.retryAfterMs ?? 0);
}
