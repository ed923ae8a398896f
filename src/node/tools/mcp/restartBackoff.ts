import type { Said } from "../../../core/model/text/wording";

const firstDelayMs = 1000;
const longestDelayMs = 60_000;
/** A server that has lived so long is not one that dies at once. */
const healthyAfterMs = 30_000;

/** How a server is left alone after it has failed. */
export interface Hold {
  /** For how long, in milliseconds. */
  readonly waitMs: number;
  readonly failures: number;
  /** What happened to it last. */
  readonly reason: Said;
  /** It has worked before: it is worth waiting for. One that could never be started is not. */
  readonly isWorthWaiting: boolean;
}

/** Those that wait for a hold to be over. */
interface Waiting {
  readonly over: Promise<boolean>;
  readonly end: (isOver: boolean) => void;
}

/** Calls back after some milliseconds, unless the function that it returns is called before. */
export type After = (delayMs: number, callback: () => void) => () => void;

const afterTimer: After = (delayMs, callback) => {
  const timer = setTimeout(callback, delayMs);
  return () => {
    clearTimeout(timer);
  };
};

/**
 * When a server that failed may be started again: once at once, since most crash for a passing reason, then after 1, 2, 4,
 * … 60 seconds, so that one that dies again and again is not started in a tight loop. One that answers calls before it
 * dies gets somewhere, and is never left alone for longer than the first second.
 */
export class RestartBackoff {
  private failures = 0;
  private notBefore = Number.NEGATIVE_INFINITY;
  private startedAt = 0;
  private reason: Said = "";
  private hasWorked = false;
  private waiting: Waiting | undefined;

  /** `now` gives milliseconds that never go back. */
  constructor(
    private readonly now: () => number,
    private readonly after: After = afterTimer,
  ) {}

  /** `undefined` if the server may be started. */
  get held(): Hold | undefined {
    const waitMs = Math.ceil(this.notBefore - this.now());
    if (waitMs <= 0) return undefined;
    return { waitMs, failures: this.failures, reason: this.reason, isWorthWaiting: this.hasWorked };
  }

  /** The server has been ready at least once since it was last stopped on purpose. */
  get isKnownToWork(): boolean {
    return this.hasWorked;
  }

  /** Resolves when the hold is over, shared by all that wait for it; to `false` when it was ended on purpose before. */
  whenOver(): Promise<boolean> {
    const { held } = this;
    if (held === undefined) return Promise.resolve(true);
    this.waiting ??= this.wait(held.waitMs);
    return this.waiting.over;
  }

  started(): void {
    this.startedAt = this.now();
  }

  /** It answers: how it fails from here on is no question of whether it is one at all. */
  ready(): void {
    this.hasWorked = true;
  }

  /** The server could not be started, or was lost. */
  failed(reason: Said, hasServed: boolean): void {
    const now = this.now();
    this.failures = now - this.startedAt >= healthyAfterMs ? 1 : this.failures + 1;
    this.reason = reason;
    const longestMs = hasServed ? firstDelayMs : longestDelayMs;
    const delayMs = this.failures < 2 ? 0 : Math.min(firstDelayMs * 2 ** (this.failures - 2), longestMs);
    this.notBefore = now + delayMs;
  }

  /** Somebody stopped it on purpose: what went before does not count any more. */
  reset(): void {
    this.failures = 0;
    this.hasWorked = false;
    this.notBefore = Number.NEGATIVE_INFINITY;
    this.waiting?.end(false);
  }

  private wait(waitMs: number): Waiting {
    let end: Waiting["end"] = () => undefined;
    const over = new Promise<boolean>((resolve) => {
      const cancel = this.after(waitMs, () => {
        end(true);
      });
      end = (isOver) => {
        cancel();
        this.waiting = undefined;
        resolve(isOver);
      };
    });
    return { over, end };
  }
}
