import type { ReactiveController, ReactiveControllerHost } from "lit";

interface Drag {
  readonly move: (event: PointerEvent) => void;
  readonly end?: () => void;
}

/** Follows the pointer from its press on an element until it is released, or the page is gone. */
export class PointerDrag implements ReactiveController {
  private page = new AbortController();

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    this.page = new AbortController();
  }

  hostDisconnected(): void {
    this.page.abort();
  }

  follow(element: HTMLElement, { move, end }: Drag): void {
    const following = new AbortController();
    const signal = AbortSignal.any([following.signal, this.page.signal]);
    element.addEventListener("pointermove", move, { signal });
    for (const ending of ["pointerup", "pointercancel", "lostpointercapture"] as const) {
      element.addEventListener(
        ending,
        () => {
          following.abort();
          end?.();
        },
        { signal },
      );
    }
  }
}
