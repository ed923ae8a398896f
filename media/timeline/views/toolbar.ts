import { html, type TemplateResult } from "lit";
import { countByFilter } from "../state/filterCalls";
import type { Frame } from "../frame";
import { callFilters } from "../state/viewState";
import { iconButton } from "./button";
import { help } from "./help";

/** Which calls are shown, and how much of the time. */
export function toolbar(frame: Frame): TemplateResult {
  const { run, view, text, send } = frame;
  const counts = countByFilter(run.tally, run.callCount);
  const isWhole = view.window === undefined;
  return html`<div class="toolbar">
    <div class="filters" role="group" aria-label=${text.filters}>
      ${callFilters.map(
        (filter) =>
          html`<button
            type="button"
            class="filter"
            aria-pressed=${view.filter === filter ? "true" : "false"}
            @click=${() => send({ kind: "filter", filter })}
          >
            ${text.filter(filter, counts[filter])}
          </button>`,
      )}
    </div>
    <input
      class="search"
      type="search"
      placeholder=${text.search}
      aria-label=${text.search}
      aria-keyshortcuts="/"
      .value=${view.query}
      @input=${(event: InputEvent) => send({ kind: "search", query: (event.target as HTMLInputElement).value })}
    />
    <div class="tools">
      ${iconButton({ icon: "zoom-in", label: text.zoomIn, shortcut: "+", run: () => send({ kind: "zoom", factor: 1.6 }) })}
      ${iconButton({
        icon: "zoom-out",
        label: text.zoomOut,
        shortcut: "-",
        disabled: isWhole,
        run: () => send({ kind: "zoom", factor: 1 / 1.6 }),
      })}
      ${iconButton({
        icon: "screen-full",
        label: text.zoomFit,
        shortcut: "0",
        disabled: isWhole,
        run: () => send({ kind: "showWindow", window: undefined }),
      })}
      ${help(text)}
    </div>
  </div>`;
}
