import { getOrMake } from "../../../../core/model/data/getOrMake";
import { unitsOf } from "../spellings/spellings";

/** How far in one of the secrets a reading of a text has come. */
export interface TrieNode {
  readonly id: number;
  /** How many characters of the secret stand before it; and a half within one of several bytes or units. */
  readonly depth: number;
  /** By a character's code point, or by a byte or unit of it. */
  readonly edges: Map<number, TrieNode[]>;
  /** Whether a secret ends here. */
  isEnd: boolean;
  /** Whether a line may be broken here: not in what is so short that lines of a list could be taken for it. */
  mayBreak: boolean;
}

/** In characters. */
const shortestBroken = 8;

/** All secrets in one automaton, whose edges are characters and not spellings. */
export class SecretTrie {
  private nodeCount = 0;
  readonly root = this.node(0);

  /** Adds a text to be found, of at least three characters. */
  add(secret: string): void {
    const characters = Array.from(secret);
    let node = this.root;
    for (const character of characters) {
      node = this.follow(node, character);
      node.mayBreak ||= characters.length >= shortestBroken;
    }
    node.isEnd = true;
  }

  /** Adds what a character is spelled with, byte by byte and unit by unit too, all of which lead to the same place. */
  private follow(from: TrieNode, character: string): TrieNode {
    const point = character.codePointAt(0) ?? 0;
    const known = from.edges.get(point)?.find(({ depth }) => depth === from.depth + 1);
    if (known !== undefined) return known;
    const to = this.node(from.depth + 1);
    for (const symbols of spelledInParts(character)) this.connect(from, symbols, to);
    return to;
  }

  private connect(from: TrieNode, symbols: readonly number[], to: TrieNode): void {
    let node = from;
    for (const [index, symbol] of symbols.entries()) {
      const next = index === symbols.length - 1 ? to : this.node(from.depth + 0.5);
      getOrMake(node.edges, symbol, () => []).push(next);
      node = next;
    }
  }

  private node(depth: number): TrieNode {
    return { id: this.nodeCount++, depth, edges: new Map(), isEnd: false, mayBreak: false };
  }
}

/** The numbers that a character may be read as: its point, its bytes in UTF-8, and those of its units in UTF-16. */
function spelledInParts(character: string): readonly (readonly number[])[] {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) return [[point]];
  const units = unitsOf(character);
  const parts: (readonly number[])[] = [[point], [...new TextEncoder().encode(character)]];
  if (units.length > 1) parts.push(units);
  if (point > 0xff) {
    parts.push(
      units.flatMap((unit) => [unit & 0xff, unit >> 8]),
      units.flatMap((unit) => [unit >> 8, unit & 0xff]),
    );
  }
  return parts;
}
