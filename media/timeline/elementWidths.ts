/** Watches the widths of elements that come and go with what is painted. */
export class ElementWidths {
  private readonly observer: ResizeObserver;
  private readonly watched = new Map<string, Element>();
  private readonly widths = new Map<string, number>();

  constructor(changed: () => void) {
    this.observer = new ResizeObserver((entries) => {
      for (const entry of entries) {
        for (const [name, element] of this.watched) {
          if (element === entry.target) this.widths.set(name, entry.contentRect.width);
        }
      }
      changed();
    });
  }

  /** Says which element has this name from now on. */
  watch(name: string, element: Element | null): void {
    const before = this.watched.get(name);
    if (before === (element ?? undefined)) return;
    if (before) this.observer.unobserve(before);
    this.watched.delete(name);
    if (element === null) return;
    this.watched.set(name, element);
    this.observer.observe(element);
  }

  /** The last width seen, in pixels; 0 before the first. */
  of(name: string): number {
    return this.widths.get(name) ?? 0;
  }
}
