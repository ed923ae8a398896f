import { html, type TemplateResult } from "lit";
import type { SegmentKind } from "../geometry/segments";
import type { Text } from "../words/text";
import { codicon } from "./button";

const legendKinds: readonly SegmentKind[] = [
  "waiting",
  "queued",
  "awaitingApproval",
  "running",
  "succeeded",
  "failed",
  "timedOut",
  "cancelled",
  "backingOff",
  "holding",
];

/** A button that shows what the bars mean and which keys there are. */
export function help(text: Text): TemplateResult {
  return html`<button
      type="button"
      class="icon-button"
      title="${text.help} (?)"
      aria-label=${text.help}
      aria-keyshortcuts="?"
      popovertarget="timeline-help"
    >
      ${codicon("question")}
    </button>
    <div id="timeline-help" class="help" popover tabindex="-1" autofocus role="dialog" aria-label=${text.help}>
      <dl class="legend">
        ${legendKinds.map(
          (kind) =>
            html`<div class="legend-entry">
              <dt><span class="segment ${kind}"></span></dt>
              <dd>${text.legend[kind]}</dd>
            </div>`,
        )}
      </dl>
      <dl class="keys">
        ${text.keys.map(
          ([key, meaning]) =>
            html`<div class="legend-entry">
              <dt><kbd>${key}</kbd></dt>
              <dd>${meaning}</dd>
            </div>`,
        )}
      </dl>
    </div>`;
}
