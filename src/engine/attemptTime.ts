import type { Attempt } from "./attempt";
import type { Clock } from "./clock";
import type { Deadlines } from "./deadlines";
import { restartsTimeout } from "./progress";

const defaultGraceMs = 2000;
/** How many times its timeout an attempt may last when its progress keeps resetting it. */
const progressStretch = 10;

export interface AttemptTimeOptions {
  /** The longest that progress can stretch an attempt, in milliseconds. */
  readonly maxTimeoutMs?: number;
  /** How long a tool may take to end once nobody waits for it, in milliseconds. */
  readonly graceMs?: number;
}

/**
 * How long an attempt may take: its timeout from its start, and from each sign of progress, but no longer than the hard
 * maximum; not while a person is asked; and a grace once it was given up.
 */
export class AttemptTime {
  private readonly graceMs: number;

  constructor(
    private readonly clock: Clock,
    private readonly deadlines: Deadlines,
    private readonly options: AttemptTimeOptions,
  ) {
    this.graceMs = options.graceMs ?? defaultGraceMs;
  }

  begin(attempt: Attempt): void {
    const { timeoutMs } = attempt.call;
    if (timeoutMs > 0) this.deadlines.set(attempt, attempt.startedAt + timeoutMs);
  }

  /** Takes in a sign of progress, whatever it is. */
  progressed(attempt: Attempt, given: unknown, now: number): void {
    const { timeoutMs } = attempt.call;
    if (timeoutMs <= 0 || attempt.pauses > 0 || !restartsTimeout(given)) return;
    const longestMs = Math.max(timeoutMs, this.options.maxTimeoutMs ?? progressStretch * timeoutMs);
    const latest = attempt.startedAt + attempt.pausedMs + longestMs;
    this.deadlines.set(attempt, Math.min(now + timeoutMs, latest));
  }

  /** The deadline of a paused attempt keeps the moment that it had, from which the rest is told. */
  paused(attempt: Attempt): void {
    if (attempt.status !== "running") return;
    attempt.pausedAt = this.clock.now();
    this.deadlines.clear(attempt);
  }

  resumed(attempt: Attempt): void {
    if (attempt.status !== "running") return;
    const pausedMs = this.clock.now() - attempt.pausedAt;
    attempt.pausedMs += pausedMs;
    if (attempt.call.timeoutMs > 0) this.deadlines.set(attempt, attempt.dueAt + pausedMs);
  }

  /** Gives an attempt that was given up its grace; false if there is none, so that it is abandoned at once. */
  beginGrace(attempt: Attempt, now: number): boolean {
    if (this.graceMs > 0) this.deadlines.set(attempt, now + this.graceMs);
    return this.graceMs > 0;
  }

  /** How long an attempt has run, without the time in which people were asked. */
  spentMs(attempt: Attempt, now: number): number {
    return now - attempt.startedAt - attempt.pausedMs;
  }
}
