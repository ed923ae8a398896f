import type { Found } from "./keyPatterns";
import { isSecretWord, longestName, nameBeginnings, nameEndings } from "./secretNames";

/** Where a value whose name says that it is secret may follow: three characters of what stands before it. */
export const namedValueBeginnings: Iterable<string> = [
  ...Array.from(nameEndings).flatMap((ending) => ['"', "'", "\\", ":"].map((next) => ending + next)),
  ...Array.from(nameBeginnings).flatMap((beginning) => ["?", "&"].map((before) => before + beginning)),
];

/** The value that a name says to be secret: as JSON has it (also JSON within JSON), in the query of a URL, in header lines. */
export function namedValueAt(text: string, at: number): Found | undefined {
  const first = text.charAt(at);
  if (first === "?" || first === "&") return inQuery(text, at + 1);
  return text.charAt(at + 2) === ":" ? inHeaderLine(text, at + 2) : inJson(text, at + 2);
}

/**
 * A variable in the place of a value says nothing, and tells what would be sent. Where it would end is not looked for: a
 * text of nothing but such names would be looked through once for each of them.
 */
function valueUnlessVariable(text: string, start: number, endOfValue: () => number): Found | undefined {
  if (text.startsWith("${", start)) return undefined;
  const end = endOfValue();
  return end <= start ? undefined : { start, end };
}

function inQuery(text: string, nameStart: number): Found | undefined {
  let nameEnd = nameStart;
  while (nameEnd < nameStart + longestName && isNameUnit(text.charCodeAt(nameEnd))) nameEnd++;
  if (text.charAt(nameEnd) !== "=" || !isSecretWord(text.slice(nameStart, nameEnd))) return undefined;
  return valueUnlessVariable(text, nameEnd + 1, () => endOf(text, nameEnd + 1, /[&\s"'<>#\\]/g));
}

function inHeaderLine(text: string, nameEnd: number): Found | undefined {
  if (!/(?:^|-)(?:authorization|x-api-key)$/i.test(nameBefore(text, nameEnd))) return undefined;
  const start = afterBlanks(text, nameEnd + 1);
  return valueUnlessVariable(text, start, () => endOf(text, start, /[\r\n"'\\]/g));
}

function inJson(text: string, nameEnd: number): Found | undefined {
  const name = nameBefore(text, nameEnd);
  if (!/["']/.test(text.charAt(nameEnd - name.length - 1)) || !isSecretWord(name)) return undefined;
  const [before, mark] = /^\\{0,63}["']\s{0,40}:\s{0,40}(\\{0,63}["'])/.exec(text.slice(nameEnd, nameEnd + 210)) ?? [];
  if (before === undefined || mark === undefined) return undefined;
  const start = nameEnd + before.length;
  return valueUnlessVariable(text, start, () => endOfQuoted(text, start, mark));
}

/** The closing mark is the same as the opening one, with as many backslashes; what has more of them is of the value. */
function endOfQuoted(text: string, start: number, mark: string): number {
  for (let at = start; at < text.length; at++) {
    if (text.startsWith(mark, at)) return at;
    if (text.charAt(at) === "\\") at++;
  }
  return text.length;
}

function nameBefore(text: string, end: number): string {
  let start = end;
  while (start > end - longestName && isNameUnit(text.charCodeAt(start - 1))) start--;
  return text.slice(start, end);
}

function isNameUnit(unit: number): boolean {
  const letter = unit | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || unit === 0x2d || unit === 0x5f;
}

function afterBlanks(text: string, at: number): number {
  let end = at;
  while (text.charAt(end) === " ") end++;
  return end;
}

function endOf(text: string, start: number, stop: RegExp): number {
  stop.lastIndex = start;
  return stop.exec(text)?.index ?? text.length;
}
