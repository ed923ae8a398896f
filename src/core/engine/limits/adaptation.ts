import type { Attempt } from "../attempts/attempt";
import { Gate } from "./gate";

/**
 * The limit of one source, which it has once it asks to slow down: half of what it had in flight then. From there it
 * recovers by one for every full set of calls that succeed while it is what holds others back, until it is as wide as the
 * run itself.
 */
export class SourceLimit {
  readonly gate: Gate;
  private shrunkAt = Number.NEGATIVE_INFINITY;
  private successes = 0;

  constructor(
    source: string,
    private readonly widest: number,
  ) {
    this.gate = new Gate(source);
  }

  /**
   * Halves the limit because of an attempt that started at `startedAt`; where there was no limit yet, what is in flight is
   * brought inside first. What started before the limit was halved last says nothing about the new one, and halves
   * nothing. Returns whether the limit is another now.
   */
  shrink(inFlight: readonly Attempt[], startedAt: number, now: number, onFree: () => void): boolean {
    if (startedAt <= this.shrunkAt) return false;
    this.shrunkAt = now;
    this.successes = 0;
    const before = this.gate.concurrency;
    if (before === Number.POSITIVE_INFINITY) {
      this.gate.concurrency = inFlight.length;
      for (const attempt of inFlight) attempt.enter(this.gate, now, onFree);
    }
    this.gate.concurrency = this.gate.concurrency / 2;
    return this.gate.concurrency !== before;
  }

  /** Counts a success, before its attempt has left; returns whether the limit grew because of it. */
  recover(): boolean {
    if (this.gate.concurrency >= this.widest || !this.gate.isFull) return false;
    this.successes++;
    if (this.successes < this.gate.concurrency) return false;
    this.successes = 0;
    this.gate.concurrency++;
    return true;
  }
}
