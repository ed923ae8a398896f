import type { Clock } from "../../../../src/core/engine/time/clock";

interface Timer {
  readonly atMs: number;
  readonly number: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is told to go on. */
export class FakeClock implements Clock {
  private timers: Timer[] = [];
  private made = 0;

  constructor(private atMs = 0) {}

  now(): number {
    return this.atMs;
  }

  setTimeout(callback: () => void, delayMs: number): unknown {
    const timer = { atMs: this.atMs + Math.max(0, delayMs), number: this.made++, callback };
    this.timers.push(timer);
    return timer;
  }

  clearTimeout(handle: unknown): void {
    this.timers = this.timers.filter((timer) => timer !== handle);
  }

  /** How many timers are set. */
  get pending(): number {
    return this.timers.length;
  }

  /** When the next timer fires; infinite if none is set. */
  get nextAt(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.timers.map(({ atMs }) => atMs));
  }

  /** Goes on by `ms`, firing the timers on the way in their order, each followed by every microtask that it led to. */
  async advance(ms: number): Promise<void> {
    const until = this.atMs + ms;
    await microtasks();
    while (this.nextAt <= until) {
      this.fireNext();
      await microtasks();
    }
    this.atMs = until;
  }

  /** Goes on by `ms` in which nothing fires, as when the process is stopped: what was due then fires late. */
  standStill(ms: number): void {
    this.atMs += ms;
  }

  /** Goes on until nothing is left to happen. Throws after `limit` timers: something then sets them for ever. */
  async runAll(limit = 100_000): Promise<void> {
    await microtasks();
    for (let fired = 0; this.pending > 0; fired++) {
      if (fired === limit) throw new Error(`Still ${this.pending} timers after ${limit} of them.`);
      this.fireNext();
      await microtasks();
    }
  }

  /** Resolves after `ms` of this clock. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.setTimeout(resolve, ms);
    });
  }

  private fireNext(): void {
    const next = this.timers.reduce((first, timer) => (isBefore(timer, first) ? timer : first));
    this.clearTimeout(next);
    this.atMs = Math.max(this.atMs, next.atMs);
    next.callback();
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.number < b.number);
}

/** Lets every promise that can settle do so. */
export function microtasks(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
