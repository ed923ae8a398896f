import { CharacterKind } from "./characterRuns";
import { hexadecimalDigit, isIntroducer, isPunctuation } from "./spelledCharacter";

/** What may follow in a secret, by its symbol; and whether a line may be broken before it. */
export interface Continuations {
  readonly edges: ReadonlyMap<number, unknown>;
  readonly depth: number;
}

const backslash = 0x5c;
const zero = 0x30;
const seven = 0x37;
const [letterU, capitalU, letterX, brace] = [0x75, 0x55, 0x78, 0x7b] as const;
const carets = new CharacterKind("^`");
/** Read from an escape, it may begin another one. */
const escapable = new CharacterKind("\\&%^`");
const controls: ReadonlyMap<number, number> = new Map(
  Object.entries({ n: 0x0a, t: 0x09, r: 0x0d, b: 0x08, f: 0x0c, v: 0x0b, a: 0x07, e: 0x1b }).map(
    ([letter, control]) => [letter.charCodeAt(0), control],
  ),
);

/**
 * Whether what `spelledAt` reads at an introducer may go on with one of these characters. It errs on the side of yes, and
 * is there because most escapes of a text have nothing to do with any secret, and reading them takes a microsecond.
 */
export function mayGoOn(text: string, at: number, next: Continuations): boolean {
  const unit = text.charCodeAt(at);
  if (next.edges.has(unit)) return true;
  switch (unit) {
    case backslash:
      return afterBackslashes(text, at + 1, next);
    case 0x25: {
      const letter = text.charCodeAt(at + 1);
      return letter === letterU || letter === 0x25 || isPossible(text, hexadecimal(text, at + 1, 2), at + 3, next);
    }
    case 0x3d:
      return mayBreakLine(text.charCodeAt(at + 1)) || isPossible(text, hexadecimal(text, at + 1, 2), at + 3, next);
    case 0x2b:
      return next.edges.has(0x20);
    case 0x26:
      return true;
    default:
      return carets.has(unit) ? next.edges.has(text.charCodeAt(at + 1)) : isPossible(text, unit, at + 1, next);
  }
}

/** As it is, or escaped. */
function mayBreakLine(unit: number): boolean {
  return isLineEnd(unit) || unit === backslash;
}

function afterBackslashes(text: string, from: number, next: Continuations): boolean {
  let at = from;
  while (at < from + 64 && text.charCodeAt(at) === backslash) at++;
  const unit = text.charCodeAt(at);
  if (isPunctuation(unit)) return next.edges.has(unit) || escapable.has(unit) || isLineEnd(unit);
  const hasBraces = text.charCodeAt(at + 1) === brace;
  if (unit === letterU) return hasBraces || isPossible(text, hexadecimal(text, at + 1, 4), at + 5, next);
  if (unit === letterX) return hasBraces || isPossible(text, hexadecimal(text, at + 1, 2), at + 3, next);
  if (unit === capitalU || (unit >= zero && unit <= seven)) return true;
  const control = controls.get(unit);
  if (control !== undefined && isPossible(text, control, at + 1, next)) return true;
  return isPossible(text, hexadecimal(text, at, 2), at + 2, next);
}

/** Whether a symbol that ends at a place may be the next one, or begin what is, or be a break that the next one follows. */
function isPossible(text: string, symbol: number, end: number, { edges, depth }: Continuations): boolean {
  if (symbol < 0) return false;
  if (edges.has(symbol) || escapable.has(symbol)) return true;
  if (depth === 0 || (symbol !== 0 && !isLineEnd(symbol))) return false;
  let at = end;
  while (at < end + 40 && isBlank(text.charCodeAt(at))) at++;
  const unit = text.charCodeAt(at);
  return edges.has(unit) || isIntroducer(unit) || (at > end && edges.has(0x20));
}

/** The number that so many digits stand for; -1 if there are none. */
function hexadecimal(text: string, at: number, digits: number): number {
  let number = 0;
  for (let index = 0; index < digits; index++) {
    const digit = hexadecimalDigit(text.charCodeAt(at + index));
    if (digit < 0) return -1;
    number = number * 16 + digit;
  }
  return number;
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}

function isLineEnd(unit: number): boolean {
  return unit === 0x0a || unit === 0x0d;
}
