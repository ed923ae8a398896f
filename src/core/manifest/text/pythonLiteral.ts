import type { Json } from "../../model/data/json";

/** What stood at a place and where the text goes on after it. */
export interface PythonValue {
  readonly value: Json;
  readonly end: number;
}

/** Reads what a language has beside Python's literals at a place, such as `$1`; undefined when there is nothing such. */
export type ReadExtension = (text: string, at: number) => PythonValue | undefined;

/** Past this depth a value is taken as unreadable, so that reading cannot run out of stack. */
const maxDepth = 200;
const numberPattern = /[+-]?(?:\d[\d_]*)?(?:\.\d*)?(?:[eE][+-]?\d+)?/y;
const wordPattern = /[A-Za-z_]\w*/y;
const namedConstants: Readonly<Record<string, Json>> = {
  True: true,
  False: false,
  None: null,
  true: true,
  false: false,
  null: null,
};

/**
 * Reads a literal as Python writes it (JSON is nearly a part of that): strings in either quote, numbers, lists, tuples,
 * dictionaries. Undefined when there is none at this place. Written by hand: parsers of Python read all of it, and are megabytes.
 */
export function readPythonLiteral(
  text: string,
  at: number,
  extension: ReadExtension,
  depth = 0,
): PythonValue | undefined {
  const start = skipSpace(text, at);
  const extended = extension(text, start);
  if (extended !== undefined) return extended;
  if (depth > maxDepth) return undefined;
  const character = text.charAt(start);
  if (character === '"' || character === "'") return readString(text, start);
  if (character === "[") return readList(text, start + 1, "]", extension, depth);
  if (character === "(") return readList(text, start + 1, ")", extension, depth);
  if (character === "{") return readDictionary(text, start + 1, extension, depth);
  return readNumber(text, start) ?? readWord(text, start);
}

/** Where the text goes on after white space. */
export function skipSpace(text: string, at: number): number {
  let next = at;
  while (/\s/.test(text.charAt(next))) next++;
  return next;
}

function readString(text: string, start: number): PythonValue | undefined {
  const quote = text.charAt(start);
  const delimiter = text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
  let value = "";
  let at = start + delimiter.length;
  while (at < text.length) {
    if (text.startsWith(delimiter, at)) return { value, end: at + delimiter.length };
    const character = text.charAt(at);
    if (character === "\\") {
      const escape = readEscape(text, at + 1);
      value += escape.value;
      at = escape.end;
    } else {
      value += character;
      at++;
    }
  }
  return undefined;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", "0": "\0", "\n": "" };
const hexLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function readEscape(text: string, at: number): { value: string; end: number } {
  const character = text.charAt(at);
  const length = hexLengths[character];
  if (length !== undefined) {
    const digits = text.slice(at + 1, at + 1 + length);
    const code = Number.parseInt(digits, 16);
    if (digits.length === length && /^[\da-fA-F]+$/.test(digits) && code <= 0x10ffff) {
      const value = length === 4 ? String.fromCharCode(code) : String.fromCodePoint(code);
      return { value, end: at + 1 + length };
    }
  }
  if (/["'\\/]/.test(character)) return { value: character, end: at + 1 };
  return { value: escapes[character] ?? `\\${character}`, end: at + 1 };
}

function readList(
  text: string,
  from: number,
  closing: string,
  extension: ReadExtension,
  depth: number,
): PythonValue | undefined {
  const items: Json[] = [];
  let at = skipSpace(text, from);
  while (text.charAt(at) !== closing) {
    const item = readPythonLiteral(text, at, extension, depth + 1);
    if (item === undefined) return undefined;
    items.push(item.value);
    at = skipSpace(text, item.end);
    if (text.charAt(at) === ",") at = skipSpace(text, at + 1);
    else if (text.charAt(at) !== closing) return undefined;
  }
  return { value: items, end: at + 1 };
}

function readDictionary(text: string, from: number, extension: ReadExtension, depth: number): PythonValue | undefined {
  const members: [string, Json][] = [];
  let at = skipSpace(text, from);
  while (text.charAt(at) !== "}") {
    const key = readPythonLiteral(text, at, extension, depth + 1);
    if (key === undefined || typeof key.value === "object") return undefined;
    at = skipSpace(text, key.end);
    if (text.charAt(at) !== ":") return undefined;
    const member = readPythonLiteral(text, at + 1, extension, depth + 1);
    if (member === undefined) return undefined;
    members.push([String(key.value), member.value]);
    at = skipSpace(text, member.end);
    if (text.charAt(at) === ",") at = skipSpace(text, at + 1);
    else if (text.charAt(at) !== "}") return undefined;
  }
  return { value: Object.fromEntries(members), end: at + 1 };
}

function readNumber(text: string, at: number): PythonValue | undefined {
  numberPattern.lastIndex = at;
  const written = numberPattern.exec(text)?.[0] ?? "";
  if (!/\d/.test(written)) return undefined;
  const value = Number(written.replaceAll("_", ""));
  return Number.isFinite(value) ? { value, end: at + written.length } : undefined;
}

function readWord(text: string, at: number): PythonValue | undefined {
  wordPattern.lastIndex = at;
  const word = wordPattern.exec(text)?.[0];
  if (word === undefined || !Object.hasOwn(namedConstants, word)) return undefined;
  return { value: namedConstants[word] ?? null, end: at + word.length };
}
