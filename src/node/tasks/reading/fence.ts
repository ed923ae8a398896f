import { shorten } from "../../../core/model/text/excerpt";
import { resultValue, type ContentBlock, type ToolResult } from "../../../core/model/result";
import type { Ending } from "../../../core/model/run";

/** The most characters of one result that a model is shown. */
const shownResultLength = 20_000;

/**
 * How a call ended, as a model is told: between two lines that hold a word which no tool can know, so that nothing in a
 * result can pass for the end of it. What stands between them is data.
 */
export function fencedEnding(fence: string, id: string, ending: Ending, mostCharacters = shownResultLength): string {
  if (ending.outcome === "succeeded") {
    return `Call ${JSON.stringify(id)} succeeded. Its result:\n${fenced(fence, shortened(textOf(ending.result), id, mostCharacters))}`;
  }
  const { kind, message, details } = ending.error;
  const doubt = ending.outcomeUnknown ? " It may have changed something before it ended." : "";
  const more = details === undefined ? "" : `\n${JSON.stringify(details)}`;
  return `Call ${JSON.stringify(id)} ended as ${ending.outcome} (${kind}).${doubt}\n${fenced(fence, shortened(message + more, id, mostCharacters))}`;
}

/** A word that no result can hold, since it is made after the tools were written and told to none of them. */
export function newFence(): string {
  return `data-${globalThis.crypto.randomUUID().slice(0, 13)}`;
}

function fenced(fence: string, text: string): string {
  return `<<${fence}\n${text.replaceAll(fence, "data")}\n${fence}>>`;
}

function textOf(result: ToolResult): string {
  const value = resultValue({ ...result, content: result.content.map(withoutBytes) });
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Images and files are named, not sent: most models could not read them here. */
function withoutBytes(block: ContentBlock): ContentBlock {
  switch (block.type) {
    case "image":
    case "audio":
      return { type: "text", text: `(${block.type}, ${block.mimeType}, ${sizeOf(block.data)})` };
    case "resource":
      if (block.resource.text !== undefined || block.resource.blob === undefined) return block;
      return { type: "text", text: `(file ${block.resource.uri}, ${sizeOf(block.resource.blob)})` };
    default:
      return block;
  }
}

function sizeOf(base64: string): string {
  return `${Math.round((base64.length * 3) / 4)} bytes`;
}

function shortened(text: string, id: string, most: number): string {
  if (text.length <= most) return text;
  const left = text.length - most;
  return `${shorten(text, most + 1)}\n${left} more characters are not shown. A reference to ${id} still hands all of it to another tool.`;
}
