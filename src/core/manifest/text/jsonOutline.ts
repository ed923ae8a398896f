import type { TextRange } from "../../model/manifest";

/** Where the elements of one list of a JSON document stand, and what its value does not tell. */
export interface JsonOutline {
  /** How many keys all objects of the document have, those counted that stand in one twice. */
  readonly keyCount: number;
  /** Some key is written with a backslash in it. */
  readonly hasEscapedKeys: boolean;
  /** Levels of objects and lists, one in another. */
  readonly depth: number;
  /** The list itself, brackets included; undefined when the document has none under that key. */
  readonly list: TextRange | undefined;
  readonly elements: ElementRanges;
}

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const comma = 0x2c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/**
 * Goes through a text that is, or may be, a JSON object, and notes where the elements of the list stand that it has under
 * `key`. For a text that is not JSON the outline means nothing. 20 bytes an element: a tree of a document of a million calls
 * would take more than a gigabyte.
 */
export function outlineOf(text: string, key: string): JsonOutline {
  const elements = new ElementRanges();
  let list: TextRange | undefined;
  let keyCount = 0;
  let depth = 0;
  let deepest = 0;
  let listAt = -1;
  let elementAt = -1;
  let lastString = "";
  let isUnderKey = false;
  let isEscaped = false;
  let hasEscapedKeys = false;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote: {
        let end = at + 1;
        isEscaped = false;
        for (let unit = text.charCodeAt(end); unit !== quote && end < text.length; unit = text.charCodeAt(++end)) {
          if (unit !== backslash) continue;
          isEscaped = true;
          end++;
        }
        if (depth === 1) lastString = text.slice(at + 1, end);
        if (depth === 2 && listAt >= 0 && elementAt < 0) elementAt = at;
        at = end;
        break;
      }
      case colon:
        keyCount++;
        if (isEscaped) hasEscapedKeys = true;
        if (depth === 1) isUnderKey = lastString === key;
        break;
      case openBracket:
      case openBrace:
        if (depth === 1 && isUnderKey && text.charCodeAt(at) === openBracket) listAt = at;
        if (depth === 2 && listAt >= 0) elementAt = at;
        depth++;
        deepest = Math.max(deepest, depth);
        break;
      case closeBracket:
      case closeBrace:
        depth--;
        if (depth === 2 && elementAt >= 0) {
          elements.add(elementAt, at + 1 - elementAt);
          elementAt = -1;
        } else if (depth === 1 && listAt >= 0) {
          list = { offset: listAt, length: at + 1 - listAt };
          listAt = -1;
        }
        break;
      case comma:
        if (depth === 1) isUnderKey = false;
        else if (depth === 2) elementAt = -1;
    }
  }
  return { keyCount, hasEscapedKeys, depth: deepest, list, elements };
}

/** Ranges of the objects and lists among the elements, in their order. */
export class ElementRanges {
  private offsets = new Float64Array(16);
  private lengths = new Float64Array(16);
  private count = 0;

  get length(): number {
    return this.count;
  }

  add(offset: number, length: number): void {
    if (this.count === this.offsets.length) {
      this.offsets = twice(this.offsets);
      this.lengths = twice(this.lengths);
    }
    this.offsets[this.count] = offset;
    this.lengths[this.count++] = length;
  }

  at(index: number): TextRange | undefined {
    if (index < 0 || index >= this.count) return undefined;
    return { offset: this.offsets[index] ?? 0, length: this.lengths[index] ?? 0 };
  }
}

function twice(numbers: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}
