import { separators } from "./dumps";
import type { Needle } from "../secrets/secretNeedles";
import { beginningLength, gapBeginnings, inBothCases, spellingBeginnings } from "./spellings";

/** The first three characters of each way in which a secret may be written: what a search stops at. */
export interface Beginnings {
  /** As it is, escaped, or with a line broken within it. There are a hundred, and fewer of what is base64. */
  readonly escaped: ReadonlySet<string>;
  /** As hexadecimal digits, and as decimal numbers. */
  readonly inHexadecimal: readonly string[];
  readonly inDecimal: readonly string[];
}

export function needleBeginnings({ text, isEncoded }: Needle): Beginnings {
  const points = Array.from(text.slice(0, 8), (character) => character.codePointAt(0) ?? 0);
  const escaped = new Set<string>();
  complete("", points.map(isEncoded ? encodedSpellings : spellingBeginnings), escaped);
  if (isEncoded) return { escaped, inHexadecimal: [], inDecimal: [] };
  return { escaped, inHexadecimal: hexadecimalBeginnings(text), inDecimal: decimalBeginnings(text) };
}

/** What may begin with `written`, when the characters that are left begin as the lists say. */
function complete(written: string, left: readonly ReadonlySet<string>[], found: Set<string>): void {
  if (written.length >= beginningLength) {
    found.add(written.slice(0, beginningLength));
    return;
  }
  const [next, ...others] = left;
  if (next === undefined) return;
  for (const each of next) complete(written + each, others, found);
  if (written.length === 2) for (const gap of gapFirsts) found.add(written + gap);
  if (written.length !== 1) return;
  for (const gap of longGaps) found.add(written + gap);
  for (const gap of shortGaps) {
    for (const each of next) found.add(written + gap + each.charAt(0));
    for (const each of afterGap) found.add(written + gap + each);
  }
}

const longGaps: ReadonlySet<string> = new Set(
  gapBeginnings.filter(({ length }) => length > 1).map((gap) => gap.slice(0, 2)),
);
const shortGaps = gapBeginnings.filter(({ length }) => length === 1);
const gapFirsts: ReadonlySet<string> = new Set(gapBeginnings.map((gap) => gap.charAt(0)));
/** What indents a line, ends it a second time, or is half a character of UTF-16. */
const afterGap = Array.from(" \t\r\n\0");

/** Letters and digits of base64 are not escaped, its two other characters often are. */
function encodedSpellings(point: number): ReadonlySet<string> {
  const character = String.fromCodePoint(point);
  return /\w/.test(character) ? new Set([character]) : spellingBeginnings(point);
}

/** Of its bytes, and of those of its units, the lower one first or the higher one. */
function hexadecimalBeginnings(text: string): readonly string[] {
  const [first = 0, second = 0] = new TextEncoder().encode(text);
  const [lower, higher, nextLower, nextHigher] = [text.charCodeAt(0), text.charCodeAt(1)].flatMap((unit) => [
    unit & 0xff,
    unit >> 8,
  ]) as [number, number, number, number];
  const nexts = [second, lower, higher, nextLower, nextHigher].flatMap((byte) =>
    inBothCases(hexadecimal(byte).charAt(0)),
  );
  return [first, lower, higher]
    .flatMap((byte) => inBothCases(hexadecimal(byte)))
    .flatMap((digits) => [...nexts, ...Array.from(separators)].map((next) => digits + next));
}

function hexadecimal(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

function decimalBeginnings(text: string): readonly string[] {
  const [byte = 0] = new TextEncoder().encode(text);
  const numbers = new Set([byte, text.charCodeAt(0), text.codePointAt(0) ?? 0]);
  return Array.from(numbers, String).flatMap((digits) =>
    Array.from(separators, (next) => (digits + next).slice(0, beginningLength)),
  );
}
