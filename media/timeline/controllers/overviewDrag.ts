import type { ReactiveControllerHost } from "lit";
import type { Frame } from "../frame";
import type { TimeWindow } from "../geometry/timeWindow";
import type { Send } from "../intents";
import { PointerDrag } from "./pointerDrag";

/** What a drag over the overview does, by where it begins. */
type Drag =
  | { readonly kind: "mark"; readonly anchor: number }
  | { readonly kind: "move"; readonly grabbed: number; readonly window: TimeWindow }
  | { readonly kind: "edge"; readonly fixed: number };

const edgePixels = 6;
const clickPixels = 3;

/** Marks a new window by dragging over the overview, or moves or resizes the one there is. */
export class OverviewDrag {
  private readonly drag: PointerDrag;

  constructor(
    host: ReactiveControllerHost,
    private readonly send: Send,
  ) {
    this.drag = new PointerDrag(host);
  }

  /** Begins with a press on the overview. */
  press(event: PointerEvent, { scale: { length }, view: { window } }: Frame): void {
    const strip = event.currentTarget;
    if (!(strip instanceof HTMLElement) || event.button !== 0) return;
    const { left, width } = strip.getBoundingClientRect();
    const offsetAt = (x: number) => Math.min(length, Math.max(0, ((x - left) / width) * length));
    const drag = beginDrag(offsetAt(event.clientX), (edgePixels / width) * length, window);
    const startX = event.clientX;
    strip.setPointerCapture(event.pointerId);
    this.drag.follow(strip, {
      move: ({ clientX }) => {
        if (Math.abs(clientX - startX) < clickPixels) return;
        this.send({ kind: "showWindow", window: draggedWindow(drag, offsetAt(clientX), length) });
      },
    });
  }
}

function beginDrag(offset: number, reach: number, window: TimeWindow | undefined): Drag {
  if (window === undefined) return { kind: "mark", anchor: offset };
  if (Math.abs(offset - window.from) <= reach) return { kind: "edge", fixed: window.to };
  if (Math.abs(offset - window.to) <= reach) return { kind: "edge", fixed: window.from };
  const inside = offset > window.from && offset < window.to;
  return inside ? { kind: "move", grabbed: offset, window } : { kind: "mark", anchor: offset };
}

function draggedWindow(drag: Drag, offset: number, length: number): TimeWindow {
  switch (drag.kind) {
    case "mark":
      return ordered(drag.anchor, offset);
    case "edge":
      return ordered(drag.fixed, offset);
    case "move": {
      const span = drag.window.to - drag.window.from;
      const from = Math.min(length - span, Math.max(0, drag.window.from + offset - drag.grabbed));
      return { from, to: from + span };
    }
  }
}

function ordered(a: number, b: number): TimeWindow {
  return { from: Math.min(a, b), to: Math.max(a, b) };
}
