import type { Shown } from "../../../core/model/text/shown";
import { isLarger } from "./resultSize";

/** What is written in one piece; what is larger is written in several. */
const pieceBytes = 64 * 1024;

/**
 * The text of `JSON.stringify(value, null, indent)`, piece by piece, so that none of them grows with the value: a text of
 * more than 512 MB is more than a string can hold. `margin` stands before each line but the first, `before` before all of
 * it. The value is plain data.
 */
export function* jsonPieces(value: unknown, indent = "", margin = "", before = ""): Generator<string> {
  if (!isLarger(value, pieceBytes)) yield before + smallJson(value, indent, margin);
  else if (typeof value === "string") yield* stringPieces(value, before);
  else if (Array.isArray(value)) yield* listPieces(value, indent, margin, before);
  else yield* recordPieces(value as Readonly<Record<string, unknown>>, indent, margin, before);
}

/** Indented text is put together here: `JSON.stringify` takes twice as long for it, and knows no margin. */
function smallJson(value: unknown, indent: string, margin: string): string {
  if (indent !== "") return indented(value, indent, margin);
  const text = JSON.stringify(value) as string | undefined;
  return text ?? "null";
}

function indented(value: unknown, indent: string, margin: string): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "null";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value !== "object" || value === null) return "null";
  const inner = margin + indent;
  let text = "";
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === "" ? "[\n" : ",\n"}${inner}${indented(item, indent, inner)}`;
    return text === "" ? "[]" : `${text}\n${margin}]`;
  }
  const record = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(record)) {
    const member = record[key];
    if (member === undefined) continue;
    text += `${text === "" ? "{\n" : ",\n"}${inner}${quoted(key)}: ${indented(member, indent, inner)}`;
  }
  return text === "" ? "{}" : `${text}\n${margin}}`;
}

/** Most texts are short and have nothing to escape, which is seen faster than `JSON.stringify` is called. */
function quoted(text: string): string {
  return text.length < shortText && plain.test(text) ? `"${text}"` : JSON.stringify(text);
}

const shortText = 100;
const plain = /^[ !#-[\]-~]*$/;

function* stringPieces(text: string, before: string): Generator<string> {
  yield `${before}"`;
  let from = 0;
  while (from < text.length) {
    let to = Math.min(text.length, from + pieceBytes);
    // Half of a surrogate pair would be written as an escape.
    if (to < text.length && isHighSurrogate(text.charCodeAt(to - 1))) to++;
    yield JSON.stringify(text.slice(from, to)).slice(1, -1);
    from = to;
  }
  yield '"';
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function* listPieces(list: readonly unknown[], indent: string, margin: string, before: string): Generator<string> {
  const inner = margin + indent;
  const start = indent === "" ? "" : `\n${inner}`;
  let between = `${before}[`;
  for (const item of list) {
    yield* jsonPieces(item, indent, inner, between + start);
    between = ",";
  }
  yield indent === "" ? "]" : `\n${margin}]`;
}

function* recordPieces(
  record: Readonly<Record<string, unknown>>,
  indent: string,
  margin: string,
  before: string,
): Generator<string> {
  const inner = margin + indent;
  const start = indent === "" ? "" : `\n${inner}`;
  const colon = indent === "" ? ":" : ": ";
  let between = `${before}{`;
  for (const key of Object.keys(record)) {
    const value = record[key];
    if (value === undefined) continue;
    yield* jsonPieces(value, indent, inner, `${between}${start}${JSON.stringify(key)}${colon}`);
    between = ",";
  }
  yield indent === "" ? "}" : `\n${margin}}`;
}

/** The same of what has passed the redactor, to be written. */
export function shownJsonPieces(value: Shown<unknown>, indent = ""): Generator<Shown> {
  return jsonPieces(value, indent) as Generator<Shown>;
}
