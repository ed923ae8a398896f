import type { TimeWindow } from "./geometry/timeWindow";

/** What a drag over the overview does, by where it begins. */
type Drag =
  | { readonly kind: "mark"; readonly anchor: number }
  | { readonly kind: "move"; readonly grabbed: number; readonly window: TimeWindow }
  | { readonly kind: "edge"; readonly fixed: number };

interface OverviewDrag {
  /** Length of the axis. */
  readonly length: number;
  /** What is in view; nothing for all of it. */
  readonly window: TimeWindow | undefined;
  readonly change: (window: TimeWindow | undefined) => void;
}

const edgePixels = 6;
const clickPixels = 3;

/** Follows the pointer from its press on the overview: marks a new window, or moves or resizes the one there is. */
export function dragOverview(event: PointerEvent, { length, window, change }: OverviewDrag): void {
  const strip = event.currentTarget;
  if (!(strip instanceof HTMLElement) || event.button !== 0) return;
  const { left, width } = strip.getBoundingClientRect();
  const offsetAt = (x: number) => Math.min(length, Math.max(0, ((x - left) / width) * length));
  const drag = beginDrag(offsetAt(event.clientX), (edgePixels / width) * length, window);
  const startX = event.clientX;
  const following = new AbortController();

  strip.setPointerCapture(event.pointerId);
  strip.addEventListener(
    "pointermove",
    (move) => {
      if (Math.abs(move.clientX - startX) >= clickPixels) change(draggedWindow(drag, offsetAt(move.clientX), length));
    },
    { signal: following.signal },
  );
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"] as const) {
    strip.addEventListener(end, () => following.abort(), { signal: following.signal });
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
