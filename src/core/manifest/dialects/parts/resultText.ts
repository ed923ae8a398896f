import { isJsonObject, type Json } from "../../../model/data/json";
import type { ContentBlock, ToolResult } from "../../../model/result";
import { resultValue } from "../../../model/result";
import type { Ending } from "../../../model/run";

/** What a result says as text, for providers whose results are strings: its text, or its JSON when it has none. */
export function resultText(result: ToolResult): string {
  const texts = result.content.flatMap((block) => (block.type === "text" ? [block.text] : []));
  if (texts.length > 0 && texts.length === result.content.length) return texts.join("\n");
  return JSON.stringify(resultValue(result));
}

/** What an ending says as text, an error with the word in front that tells a model that it is one. */
export function endingText(ending: Ending | undefined): string {
  if (ending?.outcome === "succeeded") return resultText(ending.result);
  return `Error: ${errorMessage(ending)}`;
}

/** Why there is no result. */
export function errorMessage(ending: Exclude<Ending, { outcome: "succeeded" }> | undefined): string {
  return ending === undefined ? "The call has not ended." : ending.error.message;
}

/** The result as an object, for providers that take nothing else: other values stand under `key`. */
export function resultObject(ending: Ending | undefined, key: string): Json {
  if (ending?.outcome !== "succeeded") return { error: errorMessage(ending) };
  const value = resultValue(ending.result);
  return isJsonObject(value) ? value : { [key]: value };
}

/** A content block as the Model Context Protocol writes it. */
export function contentBlockJson(block: ContentBlock): Json {
  return block.type === "other" ? block.value : block;
}

/** Whether a call ended otherwise than well, or not at all. */
export function isError(ending: Ending | undefined): boolean {
  return ending?.outcome !== "succeeded";
}
