import type { Json, JsonObject } from "./data/json";
import { parseJson } from "./data/parsedJson";

/** One block of a tool's output, in the Model Context Protocol's form; kinds unknown to us are kept as they came. */
export type ContentBlock =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image" | "audio"; readonly data: string; readonly mimeType: string }
  | { readonly type: "resource_link"; readonly uri: string; readonly name?: string; readonly mimeType?: string }
  | {
      readonly type: "resource";
      readonly resource: {
        readonly uri: string;
        readonly text?: string;
        readonly blob?: string;
        readonly mimeType?: string;
      };
    }
  | { readonly type: "other"; readonly value: JsonObject };

/** What a tool gave back. A tool that reports an error throws a `ToolFailure` instead of returning one of these. */
export interface ToolResult {
  readonly content: readonly ContentBlock[];
  readonly structuredContent?: Json;
}

/**
 * What a reference sees of a result: its structured content if there is any, else its one text block parsed as JSON if
 * that gives an object or array, else its text; several blocks are seen as they are. All of it, however large.
 */
export function resultValue(result: ToolResult): Json {
  if (result.structuredContent !== undefined) return result.structuredContent;
  const [first, ...rest] = result.content;
  if (first === undefined) return null;
  if (rest.length === 0) return first.type === "text" ? jsonContainerOrText(first.text) : first;
  const texts = result.content.flatMap((block) => (block.type === "text" ? [block.text] : []));
  return texts.length === result.content.length ? texts.join("\n") : result.content;
}

function jsonContainerOrText(text: string): Json {
  const start = text.trimStart()[0];
  if (start !== "{" && start !== "[") return text;
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
