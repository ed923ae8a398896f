import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Analysing } from "../state/run/analysis";

/** What a turn may take of a frame. */
const turnMs = 6;

/** Gives the analysis of a run its turns between frames, and has it painted when it is there. */
export class Analyst implements ReactiveController {
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `open` is the analysis that is wanted; none while there is nothing to analyse. */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly open: () => Analysing | undefined,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    const analysing = this.open();
    if (analysing !== undefined && analysing.result === undefined) this.timer ??= setTimeout(() => this.takeTurn());
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private takeTurn(): void {
    this.timer = undefined;
    const analysing = this.open();
    const endMs = performance.now() + turnMs;
    analysing?.goOn(() => performance.now() >= endMs);
    if (analysing?.result !== undefined) this.host.requestUpdate();
    else this.hostUpdated();
  }
}
