import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from "@tanstack/virtual-core";
import type { ReactiveController, ReactiveControllerHost } from "lit";

export interface RowsToShow {
  readonly count: number;
  readonly rowHeight: number;
  /** Height of what stays at the top of the scroller. */
  readonly headHeight: number;
  /** Position of a row that has to be there even when it is out of view, since the focus may be on it. */
  readonly kept: number | undefined;
}

/** The few rows that are in view, of however many there are. */
export class RowVirtualizer implements ReactiveController {
  private readonly virtualizer: Virtualizer<HTMLElement, Element>;
  private unmount: (() => void) | undefined;
  private scroller: HTMLElement | undefined;

  /** `selector` finds the element that scrolls, which may come and go. */
  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly selector: string,
    initialScrollTop: number,
  ) {
    this.virtualizer = new Virtualizer<HTMLElement, Element>({
      ...this.options({ count: 0, rowHeight: 1, headHeight: 0, kept: undefined }),
      initialOffset: initialScrollTop,
    });
    host.addController(this);
  }

  /** Before painting: the rows to paint. */
  rows(show: RowsToShow): readonly VirtualItem[] {
    const before = this.virtualizer.options.estimateSize(0);
    this.virtualizer.setOptions({ ...this.virtualizer.options, ...this.options(show) });
    if (before !== show.rowHeight) this.virtualizer.measure();
    return this.virtualizer.getVirtualItems();
  }

  hostUpdated(): void {
    this.attach(this.host.querySelector<HTMLElement>(this.selector) ?? undefined);
  }

  hostDisconnected(): void {
    this.attach(undefined);
  }

  scrollTo(position: number): void {
    this.virtualizer.scrollToIndex(position, { align: "auto" });
  }

  private attach(scroller: HTMLElement | undefined): void {
    if (this.scroller !== scroller) {
      this.unmount?.();
      this.scroller = scroller;
      this.unmount = scroller && this.virtualizer._didMount();
    }
    if (scroller) this.virtualizer._willUpdate();
  }

  private options({ count, rowHeight, headHeight, kept }: RowsToShow) {
    return {
      count,
      getScrollElement: () => this.scroller ?? null,
      estimateSize: () => rowHeight,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => this.host.requestUpdate(),
      overscan: 8,
      scrollPaddingStart: headHeight,
      rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const inView = defaultRangeExtractor(range);
        if (kept === undefined || kept >= count || inView.includes(kept)) return inView;
        return [...inView, kept].sort((a, b) => a - b);
      },
    };
  }
}
