import type { Clock } from "../../src/core/engine/time/clock";

/**
 * Time that passes only when nothing is left to do, so that makespans are exact and the same on every machine. Whoever is
 * compared waits on it alike; nobody but the engine knows that it is there.
 */
export class VirtualTime implements Clock {
  private readonly due: { readonly atMs: number; readonly number: number; run: (() => void) | undefined }[] = [];
  private atMs = 0;
  private made = 0;

  now(): number {
    return this.atMs;
  }

  setTimeout(run: () => void, delayMs: number): unknown {
    const timer = { atMs: this.atMs + Math.max(0, delayMs), number: this.made++, run: run as (() => void) | undefined };
    let place = this.due.length;
    while (place > 0 && (this.due[place - 1]?.atMs ?? 0) < timer.atMs) place--;
    this.due.splice(place, 0, timer);
    return timer;
  }

  clearTimeout(timer: unknown): void {
    (timer as { run: (() => void) | undefined }).run = undefined;
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.setTimeout(resolve, ms);
    });
  }

  /** How long `work` takes, in milliseconds of this time. */
  async measure(work: () => Promise<unknown>): Promise<number> {
    const beganAt = this.atMs;
    let endedAt: number | undefined;
    void work().then(() => {
      endedAt = this.atMs;
    });
    for (;;) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      if (endedAt !== undefined) return endedAt - beganAt;
      const next = this.due.pop();
      if (next === undefined) throw new Error("Nothing is left to wait for, and the work has not ended.");
      if (next.run === undefined) continue;
      this.atMs = next.atMs;
      next.run();
    }
  }
}
