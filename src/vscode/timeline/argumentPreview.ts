import type { Json, JsonObject } from "../../core/model/data/json";
import { shorten } from "../../core/model/text/excerpt";

const previewLength = 160;
const valueLength = 60;

/** Arguments on one line for a row: `path: "src/a.ts", head: 20`. At most 160 characters, whatever they hold. */
export function previewArguments(args: JsonObject): string {
  let preview = "";
  for (const [name, value] of Object.entries(args)) {
    preview += `${preview === "" ? "" : ", "}${name}: ${previewValue(value)}`;
    if (preview.length > previewLength) break;
  }
  return shorten(onOneLine(preview), previewLength);
}

function previewValue(value: Json): string {
  // Cut before it is made JSON: an argument may be a file of many megabytes.
  if (typeof value === "string") return shorten(JSON.stringify(value.slice(0, valueLength + 1)), valueLength);
  if (value === null || typeof value !== "object") return String(value);
  return Array.isArray(value) ? previewList(value) : previewObject(value as JsonObject);
}

function previewList(list: readonly Json[]): string {
  if (list.length === 0) return "[]";
  const [first = null] = list;
  const rest = list.length - 1;
  return `[${isContainer(first) ? "…" : previewValue(first)}${rest > 0 ? `, … ${rest} more` : ""}]`;
}

function previewObject(value: JsonObject): string {
  const names = Object.keys(value);
  return names.length === 0 ? "{}" : `{${shorten(names.join(", "), valueLength)}}`;
}

function isContainer(value: Json): boolean {
  return typeof value === "object" && value !== null;
}

function onOneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
