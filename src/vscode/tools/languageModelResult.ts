import { shorten } from "../../core/model/text/excerpt";
import type { ContentBlock, ToolResult } from "../../core/model/result";
import { isJsonObject, type Json } from "../../core/model/data/json";
import { messageOf } from "../../core/model/failure";
import { parseJson } from "../../core/model/data/parsedJson";

/**
 * The result of a language-model tool in our form. Parts are told apart by what they hold, since VS Code may hand over
 * kinds that are newer than its types here: text, data with a MIME type, a prompt tree; anything else is kept as it is.
 */
export function languageModelResult(parts: readonly unknown[]): ToolResult {
  return { content: parts.map(contentBlock) };
}

function contentBlock(part: unknown): ContentBlock {
  if (typeof part === "string") return { type: "text", text: part };
  if (!isRecord(part)) return otherBlock(part);
  const { value, data, mimeType } = part;
  if (data instanceof Uint8Array && typeof mimeType === "string") return dataBlock(data, mimeType);
  if (typeof value === "string") return { type: "text", text: value };
  if (isPromptTree(value)) return { type: "text", text: promptText(value) };
  return otherBlock(part);
}

function dataBlock(data: Uint8Array, mimeType: string): ContentBlock {
  const [type = ""] = mimeType.split(/[/;]/);
  if (type === "text" || /^application\/(?:[\w.-]+\+)?json\b/.test(mimeType)) {
    return { type: "text", text: new TextDecoder().decode(data) };
  }
  const base64 = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");
  if (type === "image" || type === "audio") return { type, data: base64, mimeType };
  return { type: "resource", resource: { uri: `data:${mimeType}`, blob: base64, mimeType } };
}

/** The tree as `@vscode/prompt-tsx` writes it: `node` is its root. */
interface PromptTree {
  readonly node: unknown;
}

function isPromptTree(value: unknown): value is PromptTree {
  return isRecord(value) && isRecord(value.node);
}

/** Kinds of nodes that `@vscode/prompt-tsx` has, by the numbers under which it writes them. */
const textNode = 2;

/** What a model would read of the tree: its texts in order, with the line breaks that they ask for. */
function promptText({ node }: PromptTree): string {
  let text = "";
  const add = (each: unknown): void => {
    if (!isRecord(each)) return;
    if (each.type === textNode || typeof each.text === "string") {
      if (each.lineBreakBefore === true && text !== "" && !text.endsWith("\n")) text += "\n";
      if (typeof each.text === "string") text += each.text;
      return;
    }
    const { props } = each;
    // An image is a node without text: what it shows is said by its source.
    if (isRecord(props) && typeof props.src === "string") text += `[image: ${shortSource(props.src)}]`;
    if (Array.isArray(each.children)) {
      const before = text.length;
      for (const child of each.children) add(child);
      if (isRecord(props) && typeof props.role === "number" && text.length > before && !text.endsWith("\n"))
        text += "\n";
    }
  };
  add(node);
  return text.trimEnd();
}

function shortSource(source: string): string {
  return shorten(source, 100);
}

function otherBlock(part: unknown): ContentBlock {
  const plain = plainOf(part);
  return { type: "other", value: isJsonObject(plain) ? plain : { value: plain } };
}

function plainOf(value: unknown): Json {
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? String(value) : parseJson(text);
  } catch (thrown) {
    return `It cannot be shown: ${messageOf(thrown)}`;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
