import { html, type TemplateResult } from "lit";
import type { PointerDrag } from "../controllers/pointerDrag";
import { place } from "../place";

interface Sash {
  readonly className: string;
  readonly label: string;
  /** Which way the line runs. */
  readonly orientation: "vertical" | "horizontal";
  /** Where it is now, in percent of the room that it divides. */
  readonly percent: number;
  readonly at?: Readonly<Record<string, string>>;
  readonly drag: PointerDrag;
  /** Called with the pointer's place in the page. */
  readonly moveTo: (point: { readonly x: number; readonly y: number }) => void;
  /** Called by arrow keys with a step in pixels: right and down are positive. */
  readonly moveBy: (pixels: number) => void;
}

/** A line between two parts of the panel that can be dragged or moved with the arrow keys. */
export function sash({ className, label, orientation, percent, at = {}, drag, moveTo, moveBy }: Sash): TemplateResult {
  const steps: Readonly<Record<string, number>> =
    orientation === "vertical" ? { ArrowLeft: -16, ArrowRight: 16 } : { ArrowUp: -16, ArrowDown: 16 };
  const onKey = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    moveBy(step);
  };
  const onPress = (event: PointerEvent) => {
    const line = event.currentTarget;
    if (!(line instanceof HTMLElement) || event.button !== 0) return;
    event.preventDefault();
    line.setPointerCapture(event.pointerId);
    drag.follow(line, { move: ({ clientX, clientY }) => moveTo({ x: clientX, y: clientY }) });
  };
  return html`<div
    class="sash is-${orientation} ${className}"
    role="separator"
    tabindex="0"
    aria-label=${label}
    aria-orientation=${orientation}
    aria-valuenow=${Math.round(percent)}
    aria-valuemin="0"
    aria-valuemax="100"
    @keydown=${onKey}
    @pointerdown=${onPress}
    ${place(at)}
  ></div>`;
}
