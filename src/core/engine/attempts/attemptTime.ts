import type { Plan } from "../../model/plan";
import type { Attempt } from "./attempt";
import { fullAttention, type Attention } from "../time/attention";
import type { Clock } from "../time/clock";
import type { Deadlines } from "../time/deadlines";
import { restartsTimeout } from "./progress";

const defaultGraceMs = 2000;
/** How many times its timeout an attempt may last when its progress keeps resetting it. */
const progressStretch = 10;
/** How often an attempt is given back time in which nothing could be read, so that it ends in a process that never can. */
const mostExcuses = 10;
/** What an attempt has left at least when the process can read again, in milliseconds. */
const leftAfterPauseMs = 50;

/**
 * How long an attempt may take: its timeout from its start, and from each sign of progress, but no longer than the hard
 * maximum; not while a person is asked, nor while this process could not read what the tool sent; and a grace once it was
 * given up.
 */
export class AttemptTime {
  private readonly graceMs: number;
  private readonly maxTimeoutMs: number | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly deadlines: Deadlines,
    { graceMs = defaultGraceMs, maxTimeoutMs }: Pick<Plan, "graceMs" | "maxTimeoutMs">,
    /** Tells when this process could not read. */
    private readonly attention: Attention = fullAttention,
  ) {
    this.graceMs = graceMs;
    this.maxTimeoutMs = maxTimeoutMs;
  }

  begin(attempt: Attempt): void {
    const { timeoutMs } = attempt.call;
    if (timeoutMs <= 0) return;
    attempt.lostMs = this.attention.lostMs(attempt.startedAt);
    this.deadlines.set(attempt, attempt.startedAt + timeoutMs);
  }

  /** Gives an attempt back the time in which nothing could be read, if there was any; false when it is due all the same. */
  excuse(attempt: Attempt, now: number): boolean {
    if (attempt.excuses >= mostExcuses) return false;
    const lostMs = this.takeLost(attempt, now);
    if (lostMs === 0) return false;
    attempt.excuses++;
    this.deadlines.set(attempt, Math.max(attempt.dueAt + lostMs, now + leftAfterPauseMs));
    return true;
  }

  /** What was lost since it was last asked; it counts as time in which the attempt was paused. */
  private takeLost(attempt: Attempt, now: number): number {
    const lostMs = this.attention.lostMs(now) - attempt.lostMs;
    attempt.lostMs += lostMs;
    attempt.pausedMs += lostMs;
    return lostMs;
  }

  /** Takes in a sign of progress, whatever it is. */
  progressed(attempt: Attempt, given: unknown, now: number): void {
    const { timeoutMs } = attempt.call;
    if (timeoutMs <= 0 || attempt.pauses > 0 || !restartsTimeout(given)) return;
    this.takeLost(attempt, now);
    const longestMs = Math.max(timeoutMs, this.maxTimeoutMs ?? progressStretch * timeoutMs);
    const latest = attempt.startedAt + attempt.pausedMs + longestMs;
    this.deadlines.set(attempt, Math.min(now + timeoutMs, latest));
  }

  /** The deadline of a paused attempt keeps the moment that it had, from which the rest is told. */
  paused(attempt: Attempt): void {
    if (attempt.status !== "running") return;
    attempt.pausedAt = this.clock.now();
    attempt.dueAt += this.takeLost(attempt, attempt.pausedAt);
    this.deadlines.clear(attempt);
  }

  resumed(attempt: Attempt): void {
    if (attempt.status !== "running") return;
    const now = this.clock.now();
    const pausedMs = now - attempt.pausedAt;
    attempt.lostMs = this.attention.lostMs(now);
    attempt.pausedMs += pausedMs;
    if (attempt.call.timeoutMs > 0) this.deadlines.set(attempt, attempt.dueAt + pausedMs);
  }

  /** Gives an attempt that was given up its grace; false if there is none, so that it is abandoned at once. */
  beginGrace(attempt: Attempt, now: number): boolean {
    attempt.lostMs = this.attention.lostMs(now);
    if (this.graceMs > 0) this.deadlines.set(attempt, now + this.graceMs);
    return this.graceMs > 0;
  }

  /** How long an attempt has run, without the time in which people were asked. */
  spentMs(attempt: Attempt, now: number): number {
    return now - attempt.startedAt - attempt.pausedMs;
  }
}
