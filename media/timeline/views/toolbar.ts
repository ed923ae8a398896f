import { html, type TemplateResult } from "lit";
import { countByFilter } from "../state/filter/filterCalls";
import type { Frame } from "../frame";
import type { Completion } from "../state/filter/completions";
import { callFilters, type CallFilter } from "../state/viewState";
import { codicon, iconButton } from "./button";
import { help } from "./help";

/** Which calls are shown, and how much of the time. */
export function toolbar(frame: Frame, completions: readonly Completion[]): TemplateResult {
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
            title=${text.filter(filter)}
            @click=${() => send({ kind: "filter", filter })}
          >
            ${filterIcon(filter)}<span class="filter-text">${text.filter(filter)}</span> ${counts[filter]}
          </button>`,
      )}
    </div>
    <input
      class="search"
      type="search"
      placeholder=${text.search}
      aria-label=${text.search}
      aria-keyshortcuts="/"
      list="timeline-completions"
      title=${text.searchHint}
      @focus=${() => send({ kind: "search", query: view.query })}
      .value=${view.query}
      @input=${(event: InputEvent) => send({ kind: "search", query: (event.target as HTMLInputElement).value })}
    />
    <datalist id="timeline-completions">
      ${completions.map(({ query, count }) => html`<option value=${query}>${text.calls(count)}</option>`)}
    </datalist>
    <div class="tools">
      <span class="zoom-step">
        ${iconButton({ icon: "zoom-in", label: text.zoomIn, shortcut: "+", run: () => send({ kind: "zoom", factor: 1.6 }) })}
        ${iconButton({
          icon: "zoom-out",
          label: text.zoomOut,
          shortcut: "-",
          disabled: isWhole,
          run: () => send({ kind: "zoom", factor: 1 / 1.6 }),
        })}
      </span>
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

/** What stands for a filter where there is no room for its words. */
function filterIcon(filter: CallFilter): TemplateResult {
  const icons = { all: "list-unordered", unsuccessful: "error", running: "loading" } as const;
  return html`<span class="filter-icon">${codicon(icons[filter])}</span>`;
}
