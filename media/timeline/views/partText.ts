import { html, nothing, type TemplateResult } from "lit";
import { mostTextBytes, type BoundedText, type CallPart } from "../../../src/timeline/protocol";
import { formatBytes } from "../format";
import type { Frame } from "../frame";
import { shownBytes } from "../partTexts";
import { iconButton } from "./button";

/** A text of a tool's, as text and never as HTML, with how much more there is of it. */
export function partText(
  { text, controls }: Frame,
  call: number,
  part: CallPart,
  title: string,
  content: BoundedText,
): TemplateResult {
  if (content.text === "") return html`<p class="note">${text.details.emptyResult}</p>`;
  const kind = typeof part === "number" ? "result" : part;
  const shown = shownBytes(content);
  return html`<pre class="text is-${kind}" tabindex="0" aria-label=${title}>${content.text}</pre>
    ${
      content.truncated
        ? html`<p class="note">
            ${text.details.truncated(formatBytes(shown), formatBytes(content.bytes))}
            ${
              // A character that would end behind the limit is left out.
              shown < mostTextBytes - 4
                ? html`<button type="button" class="link" @click=${() => controls.showMore(call, part)}>
                    ${text.details.showMore}
                  </button>`
                : nothing
            }
          </p>`
        : nothing
    }`;
}

/** What can be done with a text: all of it, however much is shown. */
export function partActions({ text, controls }: Frame, call: number, part: CallPart): TemplateResult {
  return html`${iconButton({
    icon: "copy",
    label: text.copyPart(part),
    run: () => controls.copy(call, part),
  })}${iconButton({
    icon: "link-external",
    label: text.openPart(part),
    run: () => controls.openInEditor(call, part),
  })}${
    part === "result" || typeof part === "number"
      ? iconButton({ icon: "save-as", label: text.saveResult, run: () => controls.save(call, part) })
      : nothing
  }`;
}
