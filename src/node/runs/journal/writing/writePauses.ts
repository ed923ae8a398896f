/** After a write has failed it is tried again after so long, each time twice as long, up to the second one. */
const firstPauseMs = 250;
const longestPauseMs = 5000;

/** The pauses between a write that the disk refused and the next try, which grow until one succeeds. */
export class WritePauses {
  private nextMs = firstPauseMs;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly tryAgain: () => void) {}

  get isPaused(): boolean {
    return this.timer !== undefined;
  }

  /** Pauses, if it does not already; the process stays for it only where somebody waits. */
  begin(isAwaited: boolean): void {
    this.timer ??= setTimeout(this.tryAgain, this.nextMs);
    if (!isAwaited) this.timer.unref();
    this.nextMs = Math.min(2 * this.nextMs, longestPauseMs);
  }

  /** The process stays for a pause that goes on: somebody waits for its end now. */
  awaited(): void {
    this.timer?.ref();
  }

  /** Ends a pause: a try is made. */
  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** The next pause is a short one again. */
  succeeded(): void {
    this.nextMs = firstPauseMs;
  }
}
