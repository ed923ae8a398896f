import { CharacterKind } from "./characterRuns";
import { hexadecimalDigit, type SpelledCharacter } from "./spelledCharacter";

/** The byte or number that a place of a dump says, past what stands before it unless it is the first. */
export type DumpReader = (text: string, at: number, isFirst: boolean) => SpelledCharacter | undefined;

const mostSeparators = 16;

/** Two hexadecimal digits of a dump of bytes, past what dumps have between two bytes. */
export function dumpedHexadecimalAt(text: string, at: number, isFirst: boolean): SpelledCharacter | undefined {
  let from = isFirst ? at : afterSeparators(text, at);
  if (!isFirst && text.charCodeAt(from) === 0x30 && (text.charCodeAt(from + 1) | 0x20) === 0x78) from += 2;
  const high = hexadecimalDigit(text.charCodeAt(from));
  const low = hexadecimalDigit(text.charCodeAt(from + 1));
  return high < 0 || low < 0 ? undefined : { symbol: high * 16 + low, end: from + 2 };
}

/** A number of a list of bytes, units or code points. */
export function dumpedDecimalAt(text: string, at: number, isFirst: boolean): SpelledCharacter | undefined {
  if (isFirst && isDigit(text.charCodeAt(at - 1))) return undefined;
  const from = isFirst ? at : afterSeparators(text, at);
  if (!isFirst && from === at) return undefined;
  let end = from;
  let symbol = 0;
  while (end < from + 8 && isDigit(text.charCodeAt(end))) symbol = symbol * 10 + text.charCodeAt(end++) - 0x30;
  return end === from || isDigit(text.charCodeAt(end)) ? undefined : { symbol, end };
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** What stands between two bytes of a dump, from a colon to a quotation mark and a line's end within JSON. */
export const separators = " \t\r\n,:;-_\"'|\\";

const isSeparator = new CharacterKind(separators);

function afterSeparators(text: string, at: number): number {
  let end = at;
  while (end < at + mostSeparators && end < text.length) {
    if (isSeparator.has(text.charCodeAt(end))) end += isEscapedBreak(text, end) ? 2 : 1;
    else break;
  }
  return end;
}

function isEscapedBreak(text: string, at: number): boolean {
  return text.charAt(at) === "\\" && "nrt".includes(text.charAt(at + 1) || " ");
}
