import type { Attention } from "../../../core/engine/time/attention";

/** How often it is looked whether the event loop turns, in milliseconds. */
const beatMs = 20;
/** A turn that takes longer than this beyond a beat was held up; shorter ones are the usual course of a busy process. */
const slackMs = 50;
/** In each turn what has come is read, as much of it as fits the buffers; so many turns empty those of the system. */
const turnsToRead = 4;

export interface AttentionParts {
  now(): number;
  /** Calls back every `everyMs`; gives what ends that. Must not hold the process. */
  beat(callback: () => void, everyMs: number): () => void;
  /** Calls back when the event loop has read once more. */
  afterReading(callback: () => void): void;
}

/** Tells by a timer that should fire at short intervals when this process could not read: then it fires late. */
export class ProcessAttention implements Attention {
  private watchers = 0;
  private stopBeat: (() => void) | undefined;
  private beatAt = 0;
  private countedUntil = 0;
  private lost = 0;
  /** What waits until what had come has been read; `undefined` while there is nothing to catch up with. */
  private catchingUp: (() => void)[] | undefined;

  constructor(private readonly parts: AttentionParts) {}

  /** Begins to look; gives what ends it. Time before and after is never lost time. */
  watch(): () => void {
    this.watchers++;
    if (this.watchers === 1) {
      this.beatAt = this.countedUntil = this.parts.now();
      this.stopBeat = this.parts.beat(() => {
        const now = this.parts.now();
        this.countLost(now);
        this.beatAt = now;
      }, beatMs);
    }
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.watchers--;
      if (this.watchers === 0) this.stopBeat?.();
    };
  }

  lostMs(now: number): number {
    this.countLost(now);
    return this.lost;
  }

  isCatchingUp(now: number): boolean {
    this.countLost(now);
    return this.catchingUp !== undefined;
  }

  whenCaughtUp(callback: () => void): void {
    if (this.catchingUp === undefined) callback();
    else this.catchingUp.push(callback);
  }

  /** Whoever asks may be told before the timer that is late. */
  private countLost(now: number): void {
    if (this.watchers === 0 || now - this.beatAt <= beatMs + slackMs) return;
    this.lost += Math.max(0, now - Math.max(this.beatAt, this.countedUntil));
    this.countedUntil = now;
    if (this.catchingUp !== undefined) return;
    this.catchingUp = [];
    this.readOn(turnsToRead);
  }

  private readOn(turns: number): void {
    if (turns > 0) {
      this.parts.afterReading(() => {
        this.readOn(turns - 1);
      });
      return;
    }
    const waiting = this.catchingUp ?? [];
    this.catchingUp = undefined;
    for (const callback of waiting) callback();
  }
}

/** Of this process; it looks only while a run goes on. */
export const processAttention = new ProcessAttention({
  now: () => performance.now(),
  beat: (callback, everyMs) => {
    const timer = setInterval(callback, everyMs);
    timer.unref();
    return () => {
      clearInterval(timer);
    };
  },
  // Immediates come after the turn's reading.
  afterReading: (callback) => {
    setImmediate(callback);
  },
});
