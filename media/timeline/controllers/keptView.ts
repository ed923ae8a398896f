import type { ReactiveController, ReactiveControllerHost } from "lit";
import { readViewState, type ViewState } from "../state/viewState";

const persistDelayMs = 150;

interface Keeper {
  /** What the page before this one kept; unchecked. */
  persistedState(): unknown;
  persist(state: ViewState): void;
}

/** How the panel looks at its run, kept for the page that comes after this one. */
export class KeptView implements ReactiveController {
  state: ViewState;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly page: ReactiveControllerHost,
    private readonly keeper: Keeper,
  ) {
    this.state = readViewState(keeper.persistedState());
    page.addController(this);
  }

  hostDisconnected(): void {
    if (this.timer !== undefined) this.persist();
  }

  /** A drag changes the view many times a second, so that it is written a moment later. */
  change(state: ViewState): void {
    if (state === this.state) return;
    this.state = state;
    this.timer ??= setTimeout(() => this.persist(), persistDelayMs);
    this.page.requestUpdate();
  }

  persist(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.keeper.persist(this.state);
  }
}
