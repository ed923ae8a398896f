import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Watches the widths of the panel and of elements in it, which come and go with what is painted. */
export class ElementWidths<Name extends string> implements ReactiveController {
  private readonly observer: ResizeObserver;
  private readonly watched = new Map<Name | "panel", Element>();
  private readonly widths = new Map<Name | "panel", number>();

  /** Each name is told with the selector of its element. */
  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly selectors: Readonly<Record<Name, string>>,
  ) {
    this.observer = new ResizeObserver((entries) => {
      for (const entry of entries) {
        for (const [name, element] of this.watched) {
          if (element === entry.target) this.widths.set(name, entry.contentRect.width);
        }
      }
      host.requestUpdate();
    });
    host.addController(this);
  }

  hostConnected(): void {
    this.watch("panel", this.host);
  }

  hostUpdated(): void {
    for (const [name, selector] of Object.entries<string>(this.selectors)) {
      this.watch(name as Name, this.host.querySelector(selector));
    }
  }

  hostDisconnected(): void {
    this.observer.disconnect();
    this.watched.clear();
  }

  /** The last width seen, in pixels; 0 before the first. */
  of(name: Name | "panel"): number {
    return this.widths.get(name) ?? 0;
  }

  private watch(name: Name | "panel", element: Element | null): void {
    const before = this.watched.get(name);
    if (before === (element ?? undefined)) return;
    if (before) this.observer.unobserve(before);
    this.watched.delete(name);
    if (element === null) return;
    this.watched.set(name, element);
    this.observer.observe(element);
  }
}
