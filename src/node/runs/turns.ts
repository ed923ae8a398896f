import { setImmediate as nextTurn } from "node:timers/promises";

/** In milliseconds. Signals, cancelling and whatever else the thread is there for wait no longer than this. */
const longestTurnMs = 20;

/**
 * Ends turns of the event loop that have become long. Calls whose tools answer at once, one after another, would keep the
 * thread to themselves until the last of them has ended, since promises are settled before anything else is heard.
 */
export class Turns {
  private beganAtMs: number | undefined;
  private next: Promise<void> | undefined;

  /** What to wait for before more is done; `undefined` as long as this turn is short. */
  breath(): Promise<void> | undefined {
    if (this.next !== undefined) return this.next;
    const nowMs = performance.now();
    if (this.beganAtMs === undefined) {
      this.beganAtMs = nowMs;
      setImmediate(() => {
        this.beganAtMs = undefined;
      });
    } else if (nowMs - this.beganAtMs > longestTurnMs) {
      this.next = nextTurn().finally(() => {
        this.next = undefined;
      });
    }
    return this.next;
  }
}
