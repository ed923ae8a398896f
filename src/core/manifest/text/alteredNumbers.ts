import { createScanner } from "jsonc-parser";

import { shorten } from "../../model/text/excerpt";
import type { Problem, TextRange } from "../../model/manifest";
import { worded } from "../../model/text/wording";

/** Fewer characters can neither have too many digits nor an exponent that is too large. */
const mayBeAltered = /\d[\d.]{15}|[eE][+-]?\d{3}/;

/** As many digits as any program writes a 64-bit float with: what it loses of these was never meant. */
const digitsOfAFloat = 17;

// jsonc-parser declares its token kinds as a const enum, which cannot be used across isolated modules.
const numberToken = 11;
const endToken = 17;

/**
 * A problem for each number in a part of a text that is JSON whose value a 64-bit float cannot carry, so that the tool
 * would get another one. What becomes infinite cannot be sent at all, and is an error. Takes a pass over the tokens, and
 * only if there is something that looks so.
 */
export function alteredNumbers(text: string, { offset, length }: TextRange): readonly Problem[] {
  const part = text.slice(offset, offset + length);
  if (!mayBeAltered.test(part)) return [];
  const problems: Problem[] = [];
  const scanner = createScanner(part, true);
  for (let kind: number = scanner.scan(); kind !== endToken; kind = scanner.scan()) {
    if (kind !== numberToken) continue;
    const problem = problemOf(scanner.getTokenValue());
    const range = { offset: offset + scanner.getTokenOffset(), length: scanner.getTokenLength() };
    if (problem !== undefined) problems.push({ ...problem, range });
  }
  return problems;
}

function problemOf(written: string): Omit<Problem, "range"> | undefined {
  if (!mayBeAltered.test(written)) return undefined;
  const value = Number(written);
  if (Number.isNaN(value)) return undefined;
  if (!Number.isFinite(value)) {
    return {
      severity: "error",
      ...worded(
        "{0} is larger than any number can be here, and would become null. Write it as a string, in quotes, if the tool takes one.",
        shown(written),
      ),
    };
  }
  const exact = decimalOf(written);
  const carried = decimalOf(String(value));
  if (exact.digits === carried.digits && exact.exponent === carried.exponent) return undefined;
  const isFraction = exact.exponent < 0;
  if (isFraction && value !== 0 && exact.digits.length <= digitsOfAFloat) return undefined;
  return {
    severity: "warning",
    ...worded(
      "{0} is more exact than a number can be here, and would become {1}. Write it as a string, in quotes, if the tool takes one.",
      shown(written),
      String(value),
    ),
  };
}

interface Decimal {
  /** Without zeros at either end; empty for zero. */
  readonly digits: string;
  /** Of the last digit, as a power of ten. */
  readonly exponent: number;
}

/** A number as it is written, so that two ways to write one are equal: `1e2`, `100` and `100.0`. */
function decimalOf(written: string): Decimal {
  const [, whole = "", fraction = "", exponent = "0"] = /^-?(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(written) ?? [];
  const all = (whole + fraction).replace(/^0+/, "");
  const digits = withoutZerosAtEnd(all);
  if (digits === "") return { digits, exponent: 0 };
  return { digits, exponent: Number(exponent) - fraction.length + all.length - digits.length };
}

function withoutZerosAtEnd(digits: string): string {
  let end = digits.length;
  while (digits.charAt(end - 1) === "0") end--;
  return digits.slice(0, end);
}

const shownCharacters = 40;

function shown(written: string): string {
  return shorten(written, shownCharacters + 1);
}
