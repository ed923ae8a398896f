import { shorten } from "../../core/model/text/excerpt";
import { resultValue, type ToolResult } from "../../core/model/result";
import { visible } from "../../core/model/text/visible";
import { jsonPieces } from "../../node/runs/documents/jsonPieces";
import { beginningOfStored } from "../../node/runs/journal/format/parts";
import { isLarger } from "../../node/runs/documents/resultSize";

const shownLength = 160;

/**
 * How much of a text is looked at to show its beginning. A result of 100 MB must not hold up whoever waits for an answer
 * meanwhile, as a search through all of it would.
 */
const readLength = 10_000;
/** So many bytes have more characters than are looked at. */
const mostBytesRead = 4 * (readLength + 1);

/** The beginning of a text from outside, as one line that a person may read. */
export function inShort(text: string): string {
  const line = shorten(text, readLength).replaceAll(/\s+/g, " ").trim();
  return visible(shorten(line, shownLength));
}

/** The beginning of what a tool gave back: its text, or else JSON. */
export function resultWords(result: ToolResult): string {
  const beginning = storedBeginning(result);
  if (beginning !== undefined) return beginning;
  const value = isLarger(result.content, readLength) ? largeValue(result) : resultValue(result);
  return typeof value === "string" ? value : beginningOfJson(value);
}

/** A large part that is kept on disk is not read for the sake of a line. */
function storedBeginning(result: ToolResult): string | undefined {
  const structured = beginningOfStored(result, "structuredContent", mostBytesRead);
  if (structured !== undefined || result.structuredContent !== undefined) return structured;
  const blocks = beginningOfStored(result, "content", mostBytesRead);
  if (blocks !== undefined) return blocks;
  const [first] = result.content;
  return first?.type === "text" ? beginningOfStored(first, "text", mostBytesRead) : undefined;
}

/** Of a large text it is not asked whether it is JSON, since reading it takes as long as it is. */
function largeValue({ structuredContent, content }: ToolResult): unknown {
  const [first] = content;
  return structuredContent ?? (first?.type === "text" ? first.text : content);
}

function beginningOfJson(value: unknown): string {
  let text = "";
  for (const piece of jsonPieces(value)) {
    text += piece;
    if (text.length > readLength) break;
  }
  return text;
}
