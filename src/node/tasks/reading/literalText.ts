import { escapeText, mapStrings, placeholdersIn } from "../../../core/manifest/references/placeholders";
import { isVariable } from "../../../core/manifest/references/variables";
import type { JsonObject } from "../../../core/model/data/json";

/** Arguments in which nothing is filled in: what a model that knows of no references writes. */
export function literalArguments(args: JsonObject): JsonObject {
  return mapStrings(args, escapeText) as JsonObject;
}

/**
 * Arguments in which references are filled in and variables are not: what a model writes is no reason to hand
 * `${env:TOKEN}` or `${input:password}` to a tool.
 */
export function withoutVariables(args: JsonObject): JsonObject {
  return mapStrings(args, escapeVariables) as JsonObject;
}

/** Of a variable all is text, also what stands within it: once it is none any more, that would be filled in. */
function escapeVariables(text: string): string {
  let escaped = "";
  let from = 0;
  for (const { kind, content, offset, length } of placeholdersIn(text)) {
    if (kind !== "placeholder" || !isVariable(content)) continue;
    const end = offset + length;
    escaped += text.slice(from, offset) + escapeText(text.slice(offset, end));
    from = end;
  }
  return from === 0 ? text : escaped + text.slice(from);
}
