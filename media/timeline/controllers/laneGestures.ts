import type { ReactiveControllerHost } from "lit";
import type { Frame } from "../frame";
import type { Send } from "../intents";
import { PointerDrag } from "./pointerDrag";

const dragPixels = 4;

/** Zooming and panning over the lanes. */
export class LaneGestures {
  private readonly drag: PointerDrag;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly send: Send,
  ) {
    this.drag = new PointerDrag(host);
  }

  /** Ctrl (or a pinch) zooms about the pointer, Shift or a sideways wheel pans. */
  wheel(event: WheelEvent, { window }: Frame): void {
    const lane = this.host.querySelector(".axis .track")?.getBoundingClientRect();
    if (lane === undefined) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const share = Math.min(1, Math.max(0, (event.clientX - lane.left) / lane.width));
      const anchor = window.from + share * (window.to - window.from);
      this.send({ kind: "zoom", factor: Math.exp(-event.deltaY / 240), anchor });
      return;
    }
    const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (sideways === 0) return;
    event.preventDefault();
    this.send({ kind: "pan", share: sideways / lane.width });
  }

  /** Pans by dragging a lane; the click that ends a drag is no click on the row. */
  press(event: PointerEvent): void {
    const pressed = event.target;
    const grid = event.currentTarget;
    if (!(pressed instanceof Element) || !(grid instanceof HTMLElement) || event.button !== 0) return;
    const lane = pressed.closest(".lane");
    if (lane === null) return;
    const { width } = lane.getBoundingClientRect();
    const startX = event.clientX;
    let lastX = startX;
    let dragging = false;
    this.drag.follow(grid, {
      move: ({ clientX }) => {
        if (!dragging && Math.abs(clientX - startX) < dragPixels) return;
        if (!dragging) grid.setPointerCapture(event.pointerId);
        dragging = true;
        this.send({ kind: "pan", share: (lastX - clientX) / width });
        lastX = clientX;
      },
      end: () => {
        if (dragging) swallowClick(grid);
      },
    });
  }
}

function swallowClick(grid: HTMLElement): void {
  const swallow = (click: Event) => click.stopPropagation();
  grid.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => grid.removeEventListener("click", swallow, { capture: true }));
}
