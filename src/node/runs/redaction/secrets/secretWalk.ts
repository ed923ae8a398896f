import type { CutOff } from "../cutOff";
import { spelledAt, type SpelledCharacter } from "../spellings/spelledCharacter";
import type { TrieNode } from "./secretTrie";

/** One way of writing secrets. */
export interface Reader {
  /** Every reading of a place as one character; the first one of a secret is read without what stands between two. */
  readonly read: (at: number, isFirst: boolean) => readonly SpelledCharacter[];
  readonly cutOff: CutOff;
}

interface Place {
  readonly node: TrieNode;
  readonly at: number;
  /** How much of the secret stood before the last break of a line; negative where there was none. */
  readonly brokenAt: number;
  /** Whether the last character was read in a way that only one within a secret may be read in. */
  readonly isWithin: boolean;
}

/** Lines of fewer characters are lists. */
const shortestLine = 4;
const mostIndentation = 40;
/** Times the length of the longest string it is still a whole number that can be told from the next. */
const mostNodes = 2 ** 22;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const equals = 0x3d;
const blank = 0x20;
const tab = 0x09;

/** All ways at once in which a text may be read as a secret, from one place of both on. */
export class SecretWalk {
  /** Of single characters. */
  readingsTaken = 0;
  private readonly open: Place[] = [];
  private seen: Set<number> | undefined;
  private longest = -1;
  private furthest = -1;

  constructor(
    private readonly text: string,
    private readonly reader: Reader,
    private readonly shortest: number,
    private readonly mostReadings: number,
  ) {}

  /** Where the longest secret ends; -1 if there is none. Where there are too many ways, all that was seen counts as one. */
  from(node: TrieNode, at: number): number {
    this.open.push({ node, at, brokenAt: -shortestLine, isWithin: false });
    for (let place = this.open.pop(); place !== undefined; place = this.open.pop()) {
      this.step(place);
      if (this.readingsTaken > this.mostReadings) return Math.max(this.longest, this.furthest);
    }
    return this.longest;
  }

  private step(place: Place): void {
    const { node, at, brokenAt } = place;
    this.furthest = Math.max(this.furthest, at);
    if (node.isEnd && !place.isWithin && node.depth >= this.shortest && at > this.longest) this.longest = at;
    this.longest = Math.max(this.longest, this.reader.cutOff(this.text, at, node.depth));
    if (node.edges.size === 0 || at >= this.text.length) return;
    const readings = this.reader.read(at, node.depth === 0);
    this.readingsTaken += readings.length;
    for (const { symbol, end, isWithin = false } of readings) {
      for (const next of node.edges.get(symbol) ?? []) this.visit({ node: next, at: end, brokenAt, isWithin });
      if (node.depth > 0) this.visitBehindGap(place, symbol, end);
    }
  }

  /** Past what stands between two bytes of UTF-16, or past the end of a line. */
  private visitBehindGap(place: Place, symbol: number, end: number): void {
    const { node, brokenAt } = place;
    if (symbol === 0) this.visit({ ...place, at: end });
    else if (node.mayBreak && node.depth - brokenAt >= shortestLine && isBreak(this.text, symbol, end)) {
      this.visitNextLine({ ...place, at: afterBreak(this.text, end), brokenAt: node.depth });
    }
  }

  /** Blanks that it begins with may indent it, or belong to the secret. */
  private visitNextLine(place: Place): void {
    for (let at = place.at; at <= place.at + mostIndentation; at++) {
      this.visit({ ...place, at });
      const unit = this.text.charCodeAt(at);
      if (unit !== blank && unit !== tab) return;
    }
  }

  /** Most texts can be read in one way only, and then nothing need be remembered. */
  private visit(place: Place): void {
    if (this.open.length > 0 || this.seen !== undefined) {
      this.seen ??= new Set();
      const key = place.at * mostNodes + place.node.id;
      if (this.seen.has(key)) return;
      this.seen.add(key);
    }
    this.open.push(place);
  }
}

/** A line's end, however it is spelled, and the one that mail puts an equals sign before. */
function isBreak(text: string, symbol: number, end: number): boolean {
  return isLineEnd(symbol) || (symbol === equals && spelledAt(text, end).some((next) => isLineEnd(next.symbol)));
}

function isLineEnd(unit: number): boolean {
  return unit === lineFeed || unit === carriageReturn;
}

/** Past the rest of a break of a line. */
function afterBreak(text: string, at: number): number {
  let end = at;
  for (let rest = 0; rest < 2; rest++) {
    const lineEnd = spelledAt(text, end).find(({ symbol }) => isLineEnd(symbol));
    if (lineEnd === undefined) break;
    end = lineEnd.end;
  }
  return end;
}
