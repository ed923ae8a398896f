import { html, nothing, type TemplateResult } from "lit";
import type { ShownBlock } from "../../../../src/protocol/details";
import { formatBytes } from "../../words/format";
import type { Frame } from "../../frame";
import type { ShownMedia } from "../../state/shownMedia";
import { codicon, iconButton } from "../button";
import { partActions, partText } from "./partText";

/** What a tool returned block by block, each as what it is. */
export function resultBlocks(
  frame: Frame,
  call: number,
  blocks: readonly ShownBlock[],
  media: ReadonlyMap<number, ShownMedia>,
): TemplateResult {
  return html`<div class="blocks">
    ${blocks.map((block) => html`<div class="block is-${block.kind}">${resultBlock(frame, call, block, media)}</div>`)}
  </div>`;
}

function resultBlock(
  frame: Frame,
  call: number,
  block: ShownBlock,
  media: ReadonlyMap<number, ShownMedia>,
): TemplateResult {
  const { text } = frame;
  switch (block.kind) {
    case "text": {
      const title = block.uri ?? text.details.textBlock;
      const head = blockHead("note", title, "", partActions(frame, call, block.number));
      return html`${head}${partText(frame, call, block.number, title, block.text)}`;
    }
    case "link":
      return blockHead("link", block.name, block.uri);
    default:
      return mediaBlock(frame, call, block, media.get(block.number) ?? { state: "loading" });
  }
}

type MediaBlock = Extract<ShownBlock, { kind: "image" | "audio" | "file" }>;

const icons = { image: "file-media", audio: "unmute", file: "file-binary" } as const;

function mediaBlock({ text, send }: Frame, call: number, block: MediaBlock, media: ShownMedia): TemplateResult {
  const { kind, number, name, mimeType, bytes } = block;
  const pixels = media.state === "loaded" ? media.pixels : undefined;
  const facts = [mimeType, ...(pixels === undefined ? [] : [`${pixels.width} × ${pixels.height}`]), formatBytes(bytes)];
  const save = iconButton({
    icon: "save-as",
    label: text.save(name),
    run: () => send({ kind: "save", call, part: number }),
  });
  return html`${blockHead(icons[kind], name, facts.join(" · "), save)}${
    kind === "file" ? nothing : mediaBody(text, kind, name, media)
  }`;
}

function mediaBody(text: Frame["text"], kind: "image" | "audio", name: string, media: ShownMedia): TemplateResult {
  switch (media.state) {
    case "loading":
      return html`<p class="note">${text.details.loading}</p>`;
    case "unshowable":
      return html`<p class="note">${codicon("warning")}<span>${text.details.unshowable[kind]}</span></p>`;
    case "loaded":
      return kind === "image"
        ? html`<div class="picture"><img src=${media.address} alt=${name} /></div>`
        : html`<audio controls src=${media.address} aria-label=${name}></audio>`;
  }
}

function blockHead(
  icon: string,
  name: string,
  facts: string,
  actions: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  return html`<div class="block-head">
    ${codicon(icon)}<span class="block-name" title=${name}>${name}</span
    ><span class="block-facts" title=${facts}>${facts}</span><span class="section-actions">${actions}</span>
  </div>`;
}
