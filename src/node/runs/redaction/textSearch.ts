import { LookAllowance, type LinearPattern } from "../../../core/manifest/patterns/linearPattern";
import { pieceLength, type Slices } from "../../tools/data/slices";
import { needleBeginnings } from "./spellings/beginnings";
import { keyBeginnings, KeyScan, type Found } from "./secrets/keyPatterns";
import { namedValueAt, namedValueBeginnings } from "./secrets/namedValues";
import { secretNeedles } from "./secrets/secretNeedles";
import { SecretLook } from "./secrets/secretLook";
import { SecretTrie } from "./secrets/secretTrie";
import { TextFilter } from "./textFilter";

const escapedBit = 1;
const hexadecimalBit = 2;
const decimalBit = 4;
const secretBits = escapedBit | hexadecimalBit | decimalBit;
const keyBit = 8;
const nameBit = 16;

/** Finds all that is secret in a text in one pass: what it was told, keys by their looks, values by their names. */
export class TextSearch {
  /** What else is to be found. */
  patterns: readonly LinearPattern[] = [];
  private looks = new LookAllowance();
  private readonly filter = new TextFilter();
  private readonly secrets = new SecretTrie();

  constructor() {
    for (const each of keyBeginnings) this.filter.add(each, keyBit);
    for (const each of namedValueBeginnings) this.filter.add(each, nameBit);
  }

  addSecret(secret: string): void {
    for (const needle of secretNeedles(secret)) {
      this.secrets.add(needle.text);
      const { escaped, inHexadecimal, inDecimal } = needleBeginnings(needle);
      for (const each of escaped) this.filter.add(each, escapedBit);
      for (const each of inHexadecimal) this.filter.add(each, hexadecimalBit);
      for (const each of inDecimal) this.filter.add(each, decimalBit);
    }
  }

  /** What is searched from here on has looks of its own for the patterns, and shares none with what was before. */
  renewLooks(): void {
    if (this.patterns.length > 0) this.looks = new LookAllowance();
  }

  /** From left to right; what overlaps is one. */
  findIn(text: string): readonly Found[] {
    const look = new Look(text, this.secrets);
    this.filter.scan(text, look.at);
    return this.withPatterns(look);
  }

  /** The same, with pauses; what the patterns find is found in one go. */
  async findInSlices(text: string, slices: Slices): Promise<readonly Found[]> {
    const look = new Look(text, this.secrets);
    for (let from = 0; from < text.length;) {
      const end = this.filter.scan(text, look.at, from, pieceLength);
      await slices.worked(end - from);
      from = end;
    }
    // Something else may have been searched meanwhile.
    this.renewLooks();
    return this.withPatterns(look);
  }

  private withPatterns({ text, found }: Look): readonly Found[] {
    this.addMatches(text, found);
    return merged(found);
  }

  private addMatches(text: string, found: Found[]): void {
    if (this.patterns.length === 0) return;
    this.looks.addText(text.length);
    for (const pattern of this.patterns) {
      for (const span of pattern.spans(text, this.looks)) {
        found.push(span);
        // Nothing is left for another to find.
        if (span.start === 0 && span.end === text.length) return;
      }
    }
  }
}

/** What is found in one text, which is looked at from left to right. */
class Look {
  readonly found: Found[] = [];
  private known: SecretLook | undefined;
  private keys: KeyScan | undefined;
  private keyEnd = 0;
  private valueEnd = 0;

  constructor(
    readonly text: string,
    private readonly secrets: SecretTrie,
  ) {}

  /** Looks more closely at a place for what its bits say may be there. */
  readonly at = (at: number, bits: number): void => {
    const { text, found } = this;
    if ((bits & secretBits) !== 0) {
      const end = endOfSecret((this.known ??= new SecretLook(text, this.secrets.root)), at, bits);
      if (end > at) found.push({ start: startOfEscape(text, at), end });
    }
    if ((bits & keyBit) !== 0 && at >= this.keyEnd) {
      const key = (this.keys ??= new KeyScan(text)).at(at);
      if (key !== undefined) found.push(key);
      this.keyEnd = key?.end ?? this.keyEnd;
    }
    if ((bits & nameBit) !== 0 && at >= this.valueEnd) {
      const value = namedValueAt(text, at);
      if (value !== undefined) found.push(value);
      this.valueEnd = value?.end ?? this.valueEnd;
    }
  };
}

function endOfSecret(look: SecretLook, at: number, bits: number): number {
  let end = -1;
  if ((bits & escapedBit) !== 0) end = look.endEscaped(at);
  if ((bits & hexadecimalBit) !== 0) end = Math.max(end, look.endInHexadecimal(at));
  if ((bits & decimalBit) !== 0) end = Math.max(end, look.endInDecimal(at));
  return end;
}

const mostBackslashes = 64;

/** Backslashes before the one that a secret begins with belong to it: they are the same one, escaped several times. */
function startOfEscape(text: string, start: number): number {
  if (text.charAt(start) !== "\\") return start;
  let from = start;
  while (from > start - mostBackslashes && text.charAt(from - 1) === "\\") from--;
  return from;
}

function merged(found: Found[]): readonly Found[] {
  if (found.length < 2) return found;
  const inOrder = found.sort((one, other) => one.start - other.start);
  const apart: Found[] = [];
  for (const each of inOrder) {
    const last = apart.at(-1);
    if (last !== undefined && each.start < last.end)
      apart[apart.length - 1] = { start: last.start, end: Math.max(last.end, each.end) };
    else apart.push(each);
  }
  return apart;
}
