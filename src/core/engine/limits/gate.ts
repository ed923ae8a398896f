import pLimit, { type LimitFunction } from "p-limit";

/** What a gate lets through: so many attempts at once, and so many starts a second. Absent means any number. */
export interface GateLimits {
  readonly maxConcurrency?: number;
  readonly perSecond?: number;
}

/**
 * One limit of sources or tools. An attempt enters when {@link opensAt} says that there is room, and leaves when it no
 * longer runs. The places are those of a `p-limit` that is only ever handed what fits, so it never holds a queue.
 */
export class Gate {
  private readonly starts: StartWindow | undefined;
  private limiter: LimitFunction | undefined;
  private pausedUntil = 0;

  constructor(
    readonly name: string,
    limits: GateLimits = {},
  ) {
    if (limits.maxConcurrency !== undefined) this.concurrency = limits.maxConcurrency;
    if (limits.perSecond !== undefined) this.starts = new StartWindow(limits.perSecond);
  }

  /** How many attempts may be inside at once; infinite for any number. */
  get concurrency(): number {
    return this.limiter?.concurrency ?? Number.POSITIVE_INFINITY;
  }

  set concurrency(value: number) {
    const whole = Math.max(1, Math.floor(value));
    if (this.limiter) this.limiter.concurrency = whole;
    else this.limiter = pLimit(whole);
  }

  get isFull(): boolean {
    return (
      this.limiter !== undefined && this.limiter.activeCount + this.limiter.pendingCount >= this.limiter.concurrency
    );
  }

  /** When one more attempt may enter: at most `now` if at once, infinite if not before another leaves. */
  opensAt(now: number): number {
    if (this.isFull) return Number.POSITIVE_INFINITY;
    return Math.max(this.pausedUntil, this.starts?.opensAt ?? now);
  }

  /** Lets nothing in before `until`. */
  pause(until: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, until);
  }

  /**
   * Takes a place, and returns what gives it back, if there is anything to give back. `onFree` is called some microtasks
   * after that, once the place can be taken again.
   */
  enter(now: number, onFree: () => void): (() => void) | undefined {
    this.starts?.add(now);
    if (!this.limiter) return undefined;
    let leave: (() => void) | undefined;
    const inside = new Promise<void>((resolve) => {
      leave = resolve;
    });
    void this.limiter(() => inside).then(onFree);
    return leave;
  }
}

/**
 * The newest starts within a sliding window: never more than `perSecond` in any second, and no burst at the turn of one.
 * A limit of 0.5 lets one in every two seconds, one of 2.5 two in every 800 ms.
 */
class StartWindow {
  private readonly startedAt: Float64Array;
  private readonly lengthMs: number;
  private oldest = 0;

  constructor(perSecond: number) {
    const capacity = Math.max(1, Math.floor(perSecond));
    this.startedAt = new Float64Array(capacity).fill(Number.NEGATIVE_INFINITY);
    this.lengthMs = (capacity * 1000) / perSecond;
  }

  get opensAt(): number {
    return (this.startedAt[this.oldest] ?? 0) + this.lengthMs;
  }

  add(now: number): void {
    this.startedAt[this.oldest] = now;
    this.oldest = (this.oldest + 1) % this.startedAt.length;
  }
}
