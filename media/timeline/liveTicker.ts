/** Fast enough for bars to grow evenly, a third of the work of every frame. */
const smoothIntervalMs = 50;
const calmIntervalMs = 1000;

/** Whether the user asked VS Code or the system for less motion. */
function prefersReducedMotion(): boolean {
  return (
    document.body.classList.contains("vscode-reduce-motion") ||
    window.matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}

/** Repaints while a run goes on, since time passes without any message. */
export class LiveTicker {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly repaint: () => void) {}

  /** Called after each painting: makes the next one come, or none. */
  keepGoing(isLive: boolean): void {
    if (!isLive) {
      clearTimeout(this.timer);
      this.timer = undefined;
      return;
    }
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        requestAnimationFrame(this.repaint);
      },
      prefersReducedMotion() ? calmIntervalMs : smoothIntervalMs,
    );
  }
}
