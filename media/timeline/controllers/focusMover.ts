import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { FocusTarget } from "../state/viewIntents";

/** Moves the focus, or what is in view alone, once that which it goes to has been painted. */
export class FocusMover implements ReactiveController {
  private target: FocusTarget | undefined;

  /** `showRow` brings the row of a call into view. */
  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly showRow: (call: number) => void,
  ) {
    host.addController(this);
  }

  moveTo(target: FocusTarget): void {
    this.target = target;
    this.host.requestUpdate();
  }

  private tabStop(): HTMLElement | null {
    return this.host.querySelector<HTMLElement>(".call-row[tabindex='0']");
  }

  hostUpdated(): void {
    const { target } = this;
    this.target = undefined;
    switch (target) {
      case undefined:
        return;
      case "details":
        this.host.querySelector<HTMLElement>(".details")?.focus({ preventScroll: true });
        return;
      case "search":
        this.host.querySelector<HTMLInputElement>(".search")?.select();
        return;
      case "row": {
        const row = this.tabStop();
        row?.focus({ preventScroll: true });
        this.showRow(Number(row?.dataset.call));
        return;
      }
      case "view":
        this.showSelected();
    }
  }

  /** Rows are painted only once it is known how many fit: until then it is waited for. */
  private showSelected(): void {
    const row = this.tabStop();
    if (row === null) this.target = "view";
    else this.showRow(Number(row.dataset.call));
  }
}
