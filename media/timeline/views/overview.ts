import { html, nothing, svg, type TemplateResult } from "lit";
import type { Frame } from "../frame";
import type { OverviewDrawing } from "../geometry/overview";
import { percent, place } from "../place";
import { windowWords } from "../words/windowWords";

export const overviewHeight = 38;

/** The whole run in small, with a frame around what the lanes show. */
export function overview(frame: Frame, drawing: OverviewDrawing, begin: (event: PointerEvent) => void): TemplateResult {
  const { overviewWidth, text, send } = frame;
  return html`<div
    class="overview"
    title=${text.overviewHint}
    @pointerdown=${begin}
    @dblclick=${() => send({ kind: "showWindow", window: undefined })}
  >
    <svg class="overview-drawing" viewBox="0 0 ${Math.max(1, overviewWidth)} ${overviewHeight}" aria-hidden="true">
      ${drawing.shapes.map(
        ({ kind, path }) => svg`<path class="overview-${kind}" d=${path} stroke-width=${drawing.strokeWidth}></path>`,
      )}
    </svg>
    ${thumb(frame)}
  </div>`;
}

function thumb({ scale, window, view, text, send }: Frame): TemplateResult {
  const from = window.from / scale.length;
  const to = window.to / scale.length;
  const words = windowWords(text, scale, view.window && window);
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    send({ kind: "pan", share: event.key === "ArrowLeft" ? -0.2 : 0.2 });
  };
  return html`<div class="overview-shade" ${place({ left: "0", width: percent(from) })}></div>
    <div class="overview-shade" ${place({ left: percent(to), width: percent(1 - to) })}></div>
    <div
      class="overview-thumb ${view.window === undefined ? "is-whole" : ""}"
      role="slider"
      tabindex="0"
      aria-label=${text.overview}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(from * 100)}
      aria-valuetext=${words}
      @keydown=${onKey}
      ${place({ left: percent(from), width: percent(to - from) })}
    >
      ${view.window === undefined ? nothing : html`<span class="grip from"></span><span class="grip to"></span>`}
    </div>`;
}
