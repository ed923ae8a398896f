const firstDelayMs = 1000;
const longestDelayMs = 60_000;
/** A server that has lived so long is not one that dies at once. */
const healthyAfterMs = 30_000;

/**
 * When a server that failed may be started again: once at once, since most crash for a passing reason, then after 1, 2, 4,
 * … 60 seconds, so that one that dies again and again is not started in a tight loop.
 */
export class RestartBackoff {
  private failures = 0;
  private notBefore = Number.NEGATIVE_INFINITY;
  private startedAt = 0;
  private reason = "";

  /** `now` gives milliseconds that never go back. */
  constructor(private readonly now: () => number) {}

  /** How long to leave the server alone, in milliseconds, and what happened to it last; `undefined` if it may be started. */
  get held(): { readonly waitMs: number; readonly failures: number; readonly reason: string } | undefined {
    const waitMs = Math.ceil(this.notBefore - this.now());
    return waitMs > 0 ? { waitMs, failures: this.failures, reason: this.reason } : undefined;
  }

  started(): void {
    this.startedAt = this.now();
  }

  /** The server could not be started, or was lost. */
  failed(reason: string): void {
    const now = this.now();
    this.failures = now - this.startedAt >= healthyAfterMs ? 1 : this.failures + 1;
    this.reason = reason;
    const delayMs = this.failures < 2 ? 0 : Math.min(firstDelayMs * 2 ** (this.failures - 2), longestDelayMs);
    this.notBefore = now + delayMs;
  }

  /** Somebody stopped it on purpose: what went before does not count any more. */
  reset(): void {
    this.failures = 0;
    this.notBefore = Number.NEGATIVE_INFINITY;
  }
}
