import type { Json } from "../../core/model/data/json";
import type { ContentBlock, ToolResult } from "../../core/model/result";
import { byteLength, essenceOf, extensionOf, isPlainBase64 } from "../../node/runs/documents/binaryContent";
import { boundText } from "./boundedText";
import type { Media, ShownBlock } from "../../protocol/details";

/** Larger pictures and sounds are files to the panel, which can be saved. */
const mostMediaBytes = 20 * 1024 * 1024;

const pictureTypes = new Set(["png", "jpeg", "gif", "webp", "avif", "bmp", "svg+xml"].map((type) => `image/${type}`));

/**
 * What the panel shows of a result block by block; nothing where its value says all there is: a result of text alone. Text
 * beside structured content says the same once more, and is left out.
 */
export function shownBlocks(result: ToolResult, toolName: string, maxTextBytes: number): readonly ShownBlock[] {
  const { content, structuredContent } = result;
  if (content.every(({ type }) => type === "text")) return [];
  return content.flatMap((block, number) =>
    structuredContent !== undefined && block.type === "text" ? [] : [shownBlock(block, number, toolName, maxTextBytes)],
  );
}

/** The bytes that a block holds and their type; nothing where it holds text, or where a secret was taken out of them. */
export function mediaOf(block: ContentBlock): Media | undefined {
  switch (block.type) {
    case "image":
    case "audio":
      return plainMedia(block.mimeType, block.data);
    case "resource":
      return plainMedia(block.resource.mimeType ?? "application/octet-stream", block.resource.blob);
    default:
      return undefined;
  }
}

/** A block as text, for an editor or the clipboard. */
export function blockText(block: ContentBlock): string {
  switch (block.type) {
    case "text":
      return block.text;
    case "resource_link":
      return block.uri;
    case "other":
      return pretty(block.value);
    case "resource":
      return block.resource.text ?? pretty(block);
    default:
      return pretty(block);
  }
}

/** What a file with a block in it is called: as the resource that it is, else after its tool. */
export function blockFileName(block: ContentBlock, number: number, toolName: string): string {
  const media = mediaOf(block);
  const extension = media === undefined ? "txt" : extensionOf(media.mimeType);
  const own = block.type === "resource" ? resourceName(block.resource.uri) : "";
  const name = own === "" ? `${plainName(toolName)}-${String(number + 1)}` : own;
  return own.includes(".") ? name : `${name}.${extension}`;
}

/** The last part of an address; nothing of one that is data itself. */
function resourceName(uri: string): string {
  if (uri.startsWith("data:")) return "";
  const path = uri.replace(/[?#].*$/s, "");
  return plainName(path.slice(path.lastIndexOf("/") + 1));
}

/** A name that is one on every system, and leads nowhere. */
export function plainName(text: string): string {
  return text
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^[.-]+/, "")
    .slice(0, 100);
}

function shownBlock(block: ContentBlock, number: number, toolName: string, maxTextBytes: number): ShownBlock {
  if (block.type === "resource_link") return { kind: "link", number, name: block.name ?? "", uri: block.uri };
  const media = mediaOf(block);
  if (media === undefined) {
    const uri = block.type === "resource" ? block.resource.uri : undefined;
    return { kind: "text", number, text: boundText(blockText(block), maxTextBytes), ...(uri !== undefined && { uri }) };
  }
  const { mimeType } = media;
  const bytes = byteLength(media.base64);
  return { kind: kindOf(mimeType, bytes), number, name: blockFileName(block, number, toolName), mimeType, bytes };
}

function kindOf(mimeType: string, bytes: number): "image" | "audio" | "file" {
  if (bytes > mostMediaBytes) return "file";
  if (pictureTypes.has(mimeType)) return "image";
  return /^audio\/[\w.+-]+$/.test(mimeType) ? "audio" : "file";
}

function plainMedia(mimeType: string, base64: string | undefined): Media | undefined {
  return base64 !== undefined && isPlainBase64(base64) ? { mimeType: essenceOf(mimeType), base64 } : undefined;
}

function pretty(value: Json | ContentBlock): string {
  return JSON.stringify(value, null, 2);
}
