import { pointsOfHtmlName } from "./htmlNames";

/** What a text says from some place on: a character or a byte of one, and where its spelling ends. */
export interface SpelledCharacter {
  readonly symbol: number;
  readonly end: number;
  /** Whether it may be read so only where more of the secret follows: the last part may belong to what stands around it. */
  readonly isWithin?: true;
}

/** In characters of text: eight backslashes before a `\U` with eight digits, four times escaped, are shorter. */
const longestSpelling = 64;
const mostReadings = 24;
const mostBackslashes = 32;
/** A quotation mark within quotation marks within others. */
const deepest = 2;

const controls: Readonly<Record<string, number>> = {
  n: 0x0a,
  t: 0x09,
  r: 0x0d,
  b: 0x08,
  f: 0x0c,
  v: 0x0b,
  a: 0x07,
  e: 0x1b,
};

const code = (character: string): number => character.charCodeAt(0);
const [backslash, ampersand, percent, equals, plus, blank] = [0x5c, 0x26, 0x25, 0x3d, 0x2b, 0x20] as const;
const quotes: ReadonlySet<number> = new Set(Array.from("'\"`", code));
/** Each of them is doubled somewhere: in SQL, YAML, CSV, PowerShell; in Make and Compose; in formats and batch files. */
const doubled: ReadonlySet<number> = new Set(Array.from("'\"`$%", code));
/** What shells of Windows write before a character that means something to them. */
const carets: ReadonlySet<number> = new Set(Array.from("^`", code));

/** Characters that may begin the spelling of another one; every other one stands for itself alone. */
const introducers: Uint8Array = new Uint8Array(128);
for (const each of "\\&%=+'\"`$^\0\r\n") introducers[code(each)] = 1;

/**
 * Every reading of the text at a place as one character, or as one byte of one: as it stands, and as the escape that
 * programs write for it. What an escape begins with may itself have been read from an escape, as in JSON within JSON.
 */
export function spelledAt(text: string, at: number, depth = 0): readonly SpelledCharacter[] {
  const unit = text.charCodeAt(at);
  const readings: SpelledCharacter[] = [{ symbol: unit, end: at + 1 }];
  if (unit === plus) readings.push({ symbol: blank, end: at + 1 });
  if (unit === backslash) return backslashesAt(text, at, depth);
  return withEscapesOf(readings, text, at, depth);
}

/** Adds what each of the readings is the beginning of, and what that is, and so on. */
function withEscapesOf(readings: SpelledCharacter[], text: string, at: number, depth: number): SpelledCharacter[] {
  for (let next = 0; next < readings.length && readings.length < mostReadings; next++) {
    const reading = readings[next];
    if (reading === undefined || reading.end - at > longestSpelling || reading.end >= text.length) continue;
    addReadings(text, at, reading, depth, readings);
  }
  return readings;
}

/** Each program that escapes one doubles it; what is escaped by several has as many before it as they wrote altogether. */
function backslashesAt(text: string, at: number, depth: number): readonly SpelledCharacter[] {
  let end = at;
  while (end < at + mostBackslashes && text.charCodeAt(end) === backslash) end++;
  const readings = withEscapesOf([...afterBackslash(text, end, depth)], text, at, depth);
  for (let length = 1; at + length <= end; length *= 2) readings.push({ symbol: backslash, end: at + length });
  return readings;
}

function addReadings(
  text: string,
  at: number,
  { symbol, end }: SpelledCharacter,
  depth: number,
  readings: SpelledCharacter[],
): void {
  if (symbol === backslash) readings.push(...afterBackslash(text, end, depth));
  else if (symbol === ampersand) readings.push(...afterAmpersand(text, end));
  else if (symbol === percent) readings.push(...afterPercent(text, end));
  else if (symbol === equals && end === at + 1) readings.push(...hexadecimal(text, end, 2));
  if (doubled.has(symbol)) {
    const spelling = text.slice(at, end);
    if (text.startsWith(spelling, end)) readings.push({ symbol, end: end + spelling.length });
    // `\"`, doubled by a program that knows nothing of backslashes.
    else if (end > at + 1 && text.charCodeAt(end - 1) === symbol && text.charCodeAt(end) === symbol) {
      readings.push({ symbol, end: end + 1, isWithin: true });
    }
    if (quotes.has(symbol)) readings.push(...requoted(text, symbol, spelling, end, depth));
  }
  if (carets.has(symbol) && isPunctuation(text.charCodeAt(end))) {
    readings.push({ symbol: text.charCodeAt(end), end: end + 1 });
  }
}

function afterBackslash(text: string, at: number, depth: number): readonly SpelledCharacter[] {
  const letter = text.charAt(at);
  if (letter === "\\") return [];
  const readings: SpelledCharacter[] = [...hexadecimal(text, at, 2), ...octal(text, at)];
  const control = controls[letter];
  if (control !== undefined) readings.push({ symbol: control, end: at + 1 });
  if (letter === "u") readings.push(...hexadecimal(text, at + 1, 4), ...braced(text, at + 1));
  else if (letter === "x") readings.push(...hexadecimal(text, at + 1, 2), ...braced(text, at + 1));
  else if (letter === "U") readings.push(...hexadecimal(text, at + 1, 8));
  else if (isPunctuation(letter.charCodeAt(0))) {
    readings.push({ symbol: letter.charCodeAt(0), end: at + 1 });
    // `\"` may have become `\&quot;` or `%5C%22`.
    if ((letter === "&" || letter === "%") && depth < deepest) {
      readings.push(
        ...spelledAt(text, at, depth + 1).filter(({ symbol, end }) => end > at + 1 && isPunctuation(symbol)),
      );
    }
  }
  return readings;
}

/** `#38;`, `#x26;` and `amp;`, also where `#` and `;` are escaped as in a URL. */
function afterAmpersand(text: string, at: number): readonly SpelledCharacter[] {
  const written = text.slice(at, at + longestSpelling);
  const [all, hex, decimal, name] =
    /^(?:(?:#|%23)(?:[xX]([\da-fA-F]{1,10})|(\d{1,10}))|(\w{2,20}))(?:;|%3[bB])?/.exec(written) ?? [];
  if (all === undefined) return [];
  const end = at + all.length;
  if (name === undefined) return [{ symbol: hex === undefined ? Number(decimal) : Number.parseInt(hex, 16), end }];
  return (pointsOfHtmlName.get(name) ?? []).map((symbol) => ({ symbol, end }));
}

function afterPercent(text: string, at: number): readonly SpelledCharacter[] {
  return text.charAt(at) === "u" ? hexadecimal(text, at + 1, 4) : hexadecimal(text, at, 2);
}

/** A quotation mark within such marks, where they are closed and opened again: `'\''` and `'"'"'`. */
function requoted(text: string, symbol: number, mark: string, at: number, depth: number): readonly SpelledCharacter[] {
  if (depth >= deepest || text.charCodeAt(at) === symbol || !isIntroducer(text.charCodeAt(at))) return [];
  return spelledAt(text, at, depth + 1).flatMap((inner) => {
    if (inner.symbol === symbol)
      return text.startsWith(mark, inner.end) ? [{ symbol, end: inner.end + mark.length }] : [];
    if (!quotes.has(inner.symbol)) return [];
    const other = text.slice(at, inner.end);
    const rest = mark + other + mark;
    return text.startsWith(rest, inner.end) ? [{ symbol, end: inner.end + rest.length }] : [];
  });
}

function hexadecimal(text: string, at: number, digits: number): readonly SpelledCharacter[] {
  let symbol = 0;
  for (let index = 0; index < digits; index++) {
    const digit = hexadecimalDigit(text.charCodeAt(at + index));
    if (digit < 0) return [];
    symbol = symbol * 16 + digit;
  }
  return [{ symbol, end: at + digits }];
}

function braced(text: string, at: number): readonly SpelledCharacter[] {
  const [all, digits = ""] = /^\{([\da-fA-F]{1,8})\}/.exec(text.slice(at, at + 10)) ?? [];
  return all === undefined ? [] : [{ symbol: Number.parseInt(digits, 16), end: at + all.length }];
}

/** Up to three digits, as in C; with a zero before them, as `echo` has it. */
function octal(text: string, at: number): readonly SpelledCharacter[] {
  if (!isOctalDigit(text.charCodeAt(at))) return [];
  const [digits = ""] = /^[0-7]{1,4}/.exec(text.slice(at, at + 4)) ?? [];
  const first = digits.slice(0, 3);
  const readings = [{ symbol: Number.parseInt(first, 8), end: at + first.length }];
  if (digits.length === 4 && digits.startsWith("0")) readings.push({ symbol: Number.parseInt(digits, 8), end: at + 4 });
  return readings;
}

function isOctalDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x37;
}

/** The value of a hexadecimal digit, or -1 of what is none. */
export function hexadecimalDigit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Whether a program may put a backslash before it without changing its meaning: not letters and digits. */
export function isPunctuation(unit: number): boolean {
  if (Number.isNaN(unit)) return false;
  return !((unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a));
}

export function isIntroducer(unit: number): boolean {
  return unit < 128 && introducers[unit] === 1;
}
