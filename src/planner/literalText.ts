import { escapeText, mapStrings, placeholdersIn } from "../manifest/placeholders";
import { isVariable } from "../manifest/variables";
import type { JsonObject } from "../model/json";

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

function escapeVariables(text: string): string {
  let escaped = "";
  let from = 0;
  for (const { kind, content, offset } of placeholdersIn(text)) {
    if (kind !== "placeholder" || !isVariable(content)) continue;
    escaped += `${text.slice(from, offset)}$`;
    from = offset;
  }
  return from === 0 && escaped === "" ? text : escaped + text.slice(from);
}
