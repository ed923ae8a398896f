import { cutOffDumped, cutOffEscaped } from "../cutOff";
import { dumpedDecimalAt, dumpedHexadecimalAt, type DumpReader } from "../spellings/dumps";
import { mayGoOn } from "../spellings/quickLook";
import { SecretWalk, type Reader } from "./secretWalk";
import type { TrieNode } from "./secretTrie";
import { isIntroducer, spelledAt, type SpelledCharacter } from "../spellings/spelledCharacter";

/** In characters of the secret: fewer digits than these are a number, not a secret. */
const shortestInHexadecimal = 3;
const shortestInDecimal = 4;

/** In readings of one character. More from one place are taken only in a text that was made for it. */
const mostReadings = 4000;
/** A look that cannot take so many readings is not begun. */
const fewestReadings = 60;
/** How many a text earns with each of its characters; what is said costs as many as take the same time. */
const readingsPerCharacter = 3;
const readingsPerSpelling = 60;
/** In characters: from where a look was not begun, none is so far; a secret that begins there may reach further by the other. */
const unseenLength = 64;
const longestReach = 600;

const mostRemembered = 4096;

/**
 * Looks for secrets in one text, from left to right. A look from one place takes as many steps as a secret has characters.
 * Where a text was made to be read in ever so many ways, what the look has seen until its budget is spent, or would have
 * seen, is taken for the secret, so that a text takes time in proportion to its length.
 */
export class SecretLook {
  private readonly remembered = new Map<number, readonly SpelledCharacter[]>();
  /** In readings, of what all characters until the one that is looked at have earned. */
  private spent = 0;
  private givenUpUntil = 0;

  /** What the looks so far have cost, in readings. */
  get readingsTaken(): number {
    return this.spent;
  }

  constructor(
    private readonly text: string,
    private readonly root: TrieNode,
  ) {}

  /**
   * Where the longest secret ends, or is cut off, that begins at a place of the text, its characters as they are or
   * escaped; -1 if none does. Nearly all places are left after a few characters, each of which can be read in one way only.
   */
  endEscaped(start: number): number {
    const { text } = this;
    let node = this.root;
    let longest = -1;
    for (let at = start; ; at++) {
      const unit = text.charCodeAt(at);
      if (isIntroducer(unit)) {
        if (!mayGoOn(text, at, node)) return Math.max(longest, cutOffEscaped(text, at, node.depth));
        return Math.max(longest, this.walk(node, at, this.escaped, 0));
      }
      const targets = node.edges.get(unit);
      const next = targets?.[0];
      if (targets === undefined || next === undefined) return Math.max(longest, cutOffEscaped(text, at, node.depth));
      if (targets.length > 1) return Math.max(longest, this.walk(node, at, this.escaped, 0));
      node = next;
      if (node.isEnd) longest = at + 1;
    }
  }

  /** The same for the secret's bytes in hexadecimal digits. */
  endInHexadecimal(start: number): number {
    return this.endOfDump(start, dumpedHexadecimalAt, shortestInHexadecimal);
  }

  /** The same for a list of its bytes, units or code points. */
  endInDecimal(start: number): number {
    return this.endOfDump(start, dumpedDecimalAt, shortestInDecimal);
  }

  private endOfDump(start: number, read: DumpReader, shortest: number): number {
    let node = this.root;
    let longest = -1;
    for (let at = start; ;) {
      const reading = read(this.text, at, node === this.root);
      if (reading === undefined) return Math.max(longest, cutOffDumped(this.text, at, node.depth));
      const targets = node.edges.get(reading.symbol);
      const next = targets?.[0];
      // A zero may be what UTF-16 has between letters.
      if (next === undefined && (reading.symbol !== 0 || node === this.root)) {
        return Math.max(longest, cutOffDumped(this.text, at, node.depth));
      }
      if (targets !== undefined && (targets.length > 1 || reading.symbol === 0)) {
        return Math.max(longest, this.walk(node, at, dumped(this.text, read), shortest));
      }
      node = next ?? node;
      at = reading.end;
      if (next?.isEnd === true && node.depth >= shortest) longest = at;
    }
  }

  private walk(node: TrieNode, at: number, read: Reader, shortest: number): number {
    if (at < this.givenUpUntil) return -1;
    const budget = mostReadings + at * readingsPerCharacter - this.spent;
    if (budget < fewestReadings) {
      this.givenUpUntil = at + unseenLength;
      return Math.min(this.text.length, this.givenUpUntil + longestReach);
    }
    const walk = new SecretWalk(this.text, read, shortest, Math.min(mostReadings, budget));
    const end = walk.from(node, at);
    this.spent += walk.readingsTaken;
    return end;
  }

  private readonly readEscaped = (at: number): readonly SpelledCharacter[] => {
    const unit = this.text.charCodeAt(at);
    if (!isIntroducer(unit)) return [{ symbol: unit, end: at + 1 }];
    const known = this.remembered.get(at);
    if (known !== undefined) return known;
    const readings = spelledAt(this.text, at);
    this.spent += readingsPerSpelling;
    if (this.remembered.size >= mostRemembered) this.remembered.clear();
    this.remembered.set(at, readings);
    return readings;
  };

  private readonly escaped: Reader = { read: this.readEscaped, cutOff: cutOffEscaped };
}

function dumped(text: string, readDump: DumpReader): Reader {
  const read: Reader["read"] = (at, isFirst) => {
    const reading = readDump(text, at, isFirst);
    return reading === undefined ? [] : [reading];
  };
  return { read, cutOff: cutOffDumped };
}
