import { htmlNamesOfPoint } from "./htmlNames";
import { isPunctuation } from "./spelledCharacter";

/** How the spellings of a character begin: with so many characters the text is looked through for them. */
export const beginningLength = 3;

const controlLetters: Readonly<Record<number, string>> = {
  0x0a: "n",
  0x09: "t",
  0x0d: "r",
  0x08: "b",
  0x0c: "f",
  0x0b: "v",
  0x07: "a",
  0x1b: "e",
};

/** What a spelling begins with when its backslash, ampersand or percent sign is escaped itself. */
const escapedIntroducers: readonly string[] = [
  ...["%5C", "%5c", "%25", "%26", "%2526", "%255"],
  ...["&amp;", "&#92", "&#37", "&#38", "&#x", "&#X", "&#0", "&bs", "&pe", "&am"],
  ...["\\u00", "\\x5", "\\x2", "\\U0", "\\045", "\\046", "\\134", "\\13", "\\45", "\\46", "\\u{"],
];

/**
 * What every spelling of a character that `spelledAt` reads begins with, cut off after three characters. A spelling that is
 * shorter than that is there as a whole.
 */
export function spellingBeginnings(point: number): ReadonlySet<string> {
  const character = String.fromCodePoint(point);
  const units = [...unitsOf(character)];
  const bytes = [...new TextEncoder().encode(character)];
  const numbers = new Set([point, units[0] ?? 0, bytes[0] ?? 0]);
  const beginnings = new Set<string>(escapedIntroducers);
  beginnings.add(character).add(String.fromCharCode(...bytes));
  for (const unit of units)
    beginnings.add(String.fromCharCode(unit & 0xff, unit >> 8)).add(String.fromCharCode(unit >> 8, unit & 0xff));
  for (const number of numbers) {
    for (const each of [...numberAfterBackslash(number), ...entities(number), ...percentEscapes(number)])
      beginnings.add(each);
  }
  if (isPunctuation(point)) {
    // What was a mark after a backslash may have been escaped again.
    for (const each of [character, ...entities(point), ...percentEscapes(point)]) beginnings.add(`\\${each}`);
  }
  if (character === " ") beginnings.add("+");
  for (const each of doublings(character)) beginnings.add(each);
  return new Set(Array.from(beginnings, (each) => each.slice(0, beginningLength)));
}

/** How the characters that lie between two of a secret begin: breaks of lines, and what UTF-16 has between letters. */
export const gapBeginnings: readonly string[] = [
  ...[
    "\n",
    "\r",
    "\0",
    "=\n",
    "=\r",
    "=\\",
    "\\n",
    "\\r",
    "\\\n",
    "\\\r",
    "\\0",
    "%0",
    "&#1",
    "&#x",
    "&#0",
    "&#X",
    "\\u",
    "\\x",
  ],
  "\\\\",
];

function numberAfterBackslash(number: number): readonly string[] {
  const letter = controlLetters[number];
  const octal = number.toString(8);
  const escapes = [
    ...(letter === undefined ? [] : [letter]),
    ...inBothCases(number.toString(16).padStart(2, "0")).flatMap((each) => [each, `x${each}`]),
    ...inBothCases(number.toString(16).padStart(4, "0")).flatMap((each) => [`u${each}`, `U${each}`]),
    ...["u{", "x{", "U0"],
    ...[octal, octal.padStart(2, "0"), octal.padStart(3, "0"), octal.padStart(4, "0")],
  ];
  return escapes.map((each) => `\\${each}`);
}

function entities(number: number): readonly string[] {
  return [
    ...["&#x", "&#X", "&#0", `&#${number}`],
    ...["&%23", "%26%23"],
    ...(htmlNamesOfPoint.get(number) ?? []).map((name) => `&${name}`),
  ];
}

function percentEscapes(number: number): readonly string[] {
  return inBothCases(number.toString(16).padStart(2, "0"))
    .flatMap((each) => [`%${each}`, `=${each}`])
    .concat(["%u0", ...inBothCases(number.toString(16).padStart(4, "0")).map((each) => `%u${each}`)]);
}

function doublings(character: string): readonly string[] {
  if (!isPunctuation(character.charCodeAt(0))) return [];
  const carets = [`^${character}`, `\`${character}`];
  if (!"'\"`$%".includes(character)) return carets;
  // `''`, `'\''`, `'"'"'`, and what becomes of the latter two when they are escaped.
  const inner = ["\\", "\\u", "\\x", "&#", "&q", "&a", "&g", "%2", "%5", "%6", "\\\\"];
  const others = ["'", '"', "`"].flatMap((mark) => [mark + character, `\\${mark}`]);
  return [...carets, character + character, ...[...inner, ...others].map((each) => character + each)];
}

export function inBothCases(digits: string): readonly string[] {
  const capital = digits.toUpperCase();
  if (capital === digits) return [digits];
  const mixed = digits.length === 2 ? [digits.charAt(0) + capital.charAt(1), capital.charAt(0) + digits.charAt(1)] : [];
  return [digits, capital, ...mixed];
}

export function unitsOf(text: string): readonly number[] {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}
