import type { ReactiveController, ReactiveControllerHost } from "lit";

export interface RowsToShow {
  readonly count: number;
  readonly rowHeight: number;
  /** Height of what stays at the top of the scroller. */
  readonly headHeight: number;
  /** Position of a row that has to be there even when it is out of view, since the focus may be on it. */
  readonly kept: number | undefined;
}

/** A row that is painted: its position among all of them, and pixels from the top of the first. */
export interface RowInView {
  readonly position: number;
  readonly top: number;
}

/** Rows that are painted beyond either edge of what is in view, so that scrolling finds them there. */
const overscan = 8;

/** The few rows that are in view, of however many there are. All rows have one height. */
export class RowVirtualizer implements ReactiveController {
  private readonly observer: ResizeObserver;
  private scroller: HTMLElement | undefined;
  private height = 0;
  private shown: RowsToShow = { count: 0, rowHeight: 1, headHeight: 0, kept: undefined };

  /** `selector` finds the element that scrolls, which may come and go; it is scrolled to `scrollTop` when it comes. */
  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly selector: string,
    private readonly scrollTop: () => number,
  ) {
    this.observer = new ResizeObserver(([entry]) => {
      this.height = entry?.contentRect.height ?? 0;
      host.requestUpdate();
    });
    host.addController(this);
  }

  /** Before painting: the rows to paint. */
  rows(show: RowsToShow): readonly RowInView[] {
    this.shown = show;
    const { count, rowHeight, kept } = show;
    if (this.height === 0) return [];
    const scrollTop = this.scroller?.scrollTop ?? 0;
    const first = Math.max(0, Math.floor(scrollTop / rowHeight) - overscan);
    const end = Math.min(count, Math.ceil((scrollTop + this.height) / rowHeight) + overscan);
    const positions = Array.from({ length: Math.max(0, end - first) }, (_, place) => first + place);
    if (kept !== undefined && kept < first) positions.unshift(kept);
    else if (kept !== undefined && kept >= end && kept < count) positions.push(kept);
    return positions.map((position) => ({ position, top: position * rowHeight }));
  }

  hostUpdated(): void {
    const scroller = this.host.querySelector<HTMLElement>(this.selector) ?? undefined;
    if (this.scroller === scroller) return;
    this.leave();
    if (scroller === undefined) return;
    this.scroller = scroller;
    this.height = scroller.clientHeight;
    scroller.scrollTop = this.scrollTop();
    this.observer.observe(scroller);
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    this.leave();
  }

  /** Scrolls no further than it takes to have a row in view, below what stays at the top. */
  scrollTo(position: number): void {
    const { rowHeight, headHeight } = this.shown;
    const { scroller } = this;
    if (scroller === undefined) return;
    const top = position * rowHeight;
    const lowest = top + headHeight + rowHeight - this.height;
    scroller.scrollTop = Math.max(lowest, Math.min(top, scroller.scrollTop));
  }

  private leave(): void {
    this.observer.disconnect();
    this.scroller = undefined;
    this.height = 0;
  }
}
