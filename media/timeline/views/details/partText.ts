import { html, nothing, type TemplateResult } from "lit";
import { mostTextBytes, type BoundedText, type CallPart } from "../../../../src/protocol/details";
import { formatBytes } from "../../words/format";
import type { Frame } from "../../frame";
import { shownBytes } from "../../state/partTexts";
import { iconButton } from "../button";

/** A text of a tool's, as text and never as HTML, with how much more there is of it. */
export function partText(
  { text, send }: Frame,
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
                ? html`<button type="button" class="link" @click=${() => send({ kind: "showMore", call, part })}>
                    ${text.details.showMore}
                  </button>`
                : nothing
            }
          </p>`
        : nothing
    }`;
}

/** What can be done with a text: all of it, however much is shown. */
export function partActions({ text, send }: Frame, call: number, part: CallPart): TemplateResult {
  return html`${iconButton({
    icon: "copy",
    label: text.copyPart(part),
    run: () => send({ kind: "copy", call, part }),
  })}${iconButton({
    icon: "link-external",
    label: text.openPart(part),
    run: () => send({ kind: "openInEditor", call, part }),
  })}${
    part === "result" || typeof part === "number"
      ? iconButton({ icon: "save-as", label: text.saveResult, run: () => send({ kind: "save", call, part }) })
      : nothing
  }`;
}
