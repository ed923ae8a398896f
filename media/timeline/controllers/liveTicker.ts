import type { ReactiveController, ReactiveControllerHost } from "lit";

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
export class LiveTicker implements ReactiveController {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly isLive: () => boolean,
  ) {
    host.addController(this);
  }

  /** Each painting makes the next one come, or none. */
  hostUpdated(): void {
    if (!this.isLive()) {
      this.stop();
      return;
    }
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        requestAnimationFrame(() => this.host.requestUpdate());
      },
      prefersReducedMotion() ? calmIntervalMs : smoothIntervalMs,
    );
  }

  hostDisconnected(): void {
    this.stop();
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
