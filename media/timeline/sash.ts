import { html, type TemplateResult } from "lit";
import { place } from "./place";

interface Sash {
  readonly className: string;
  readonly label: string;
  /** Which way the line runs. */
  readonly orientation: "vertical" | "horizontal";
  /** Where it is now, in percent of the room that it divides. */
  readonly percent: number;
  readonly at?: Readonly<Record<string, string>>;
  /** Called with the pointer's place in the page. */
  readonly moveTo: (point: { readonly x: number; readonly y: number }) => void;
  /** Called by arrow keys with a step in pixels: right and down are positive. */
  readonly moveBy: (pixels: number) => void;
}

/** A line between two parts of the panel that can be dragged or moved with the arrow keys. */
export function sash({ className, label, orientation, percent, at = {}, moveTo, moveBy }: Sash): TemplateResult {
  const steps: Readonly<Record<string, number>> =
    orientation === "vertical" ? { ArrowLeft: -16, ArrowRight: 16 } : { ArrowUp: -16, ArrowDown: 16 };
  const onKey = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    moveBy(step);
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
    @pointerdown=${(event: PointerEvent) => follow(event, moveTo)}
    ${place(at)}
  ></div>`;
}

function follow(event: PointerEvent, moveTo: Sash["moveTo"]): void {
  const line = event.currentTarget;
  if (!(line instanceof HTMLElement) || event.button !== 0) return;
  event.preventDefault();
  const following = new AbortController();
  line.setPointerCapture(event.pointerId);
  line.addEventListener("pointermove", (move) => moveTo({ x: move.clientX, y: move.clientY }), {
    signal: following.signal,
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"] as const) {
    line.addEventListener(end, () => following.abort(), { signal: following.signal });
  }
}
