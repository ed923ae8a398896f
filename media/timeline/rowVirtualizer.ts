import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from "@tanstack/virtual-core";

export interface RowsToShow {
  readonly count: number;
  readonly rowHeight: number;
  /** Height of what stays at the top of the scroller. */
  readonly headHeight: number;
  /** Position of a row that has to be there even when it is out of view, since the focus may be on it. */
  readonly kept: number | undefined;
}

/** The few rows that are in view, of however many there are. */
export class RowVirtualizer {
  private readonly virtualizer: Virtualizer<HTMLElement, Element>;
  private unmount: (() => void) | undefined;
  private scroller: HTMLElement | undefined;

  constructor(
    private readonly changed: () => void,
    initialScrollTop: number,
  ) {
    this.virtualizer = new Virtualizer<HTMLElement, Element>({
      ...this.options({ count: 0, rowHeight: 1, headHeight: 0, kept: undefined }),
      initialOffset: initialScrollTop,
    });
  }

  /** Before painting: the rows to paint. */
  rows(show: RowsToShow): readonly VirtualItem[] {
    const before = this.virtualizer.options.estimateSize(0);
    this.virtualizer.setOptions({ ...this.virtualizer.options, ...this.options(show) });
    if (before !== show.rowHeight) this.virtualizer.measure();
    return this.virtualizer.getVirtualItems();
  }

  /** After painting: the element that scrolls, or nothing while there is none. */
  attach(scroller: HTMLElement | undefined): void {
    if (this.scroller !== scroller) {
      this.unmount?.();
      this.scroller = scroller;
      this.unmount = scroller && this.virtualizer._didMount();
    }
    if (scroller) this.virtualizer._willUpdate();
  }

  scrollTo(position: number): void {
    this.virtualizer.scrollToIndex(position, { align: "auto" });
  }

  private options({ count, rowHeight, headHeight, kept }: RowsToShow) {
    return {
      count,
      getScrollElement: () => this.scroller ?? null,
      estimateSize: () => rowHeight,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => this.changed(),
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
