/** Three characters in a row are told apart by this many bits; two that fall together only cost a closer look. */
const tableBits = 20;

/** In characters. Shorter texts are read as they are, since copying them would take longer. */
const shortText = 256;
/** In characters, and bytes: small enough for the processor to keep it at hand. */
const chunkLength = 1 << 15;

/** Of each pair of characters: whether something to look for may begin with it, and whether it may be its second and third. */
const isFirstPair = 1;
const isSecondPair = 2;

const chunk = Buffer.alloc(chunkLength);
const pairsOfChunk = new Uint16Array(chunk.buffer, chunk.byteOffset, chunkLength / 2);
type Look = (at: number, bits: number) => void;

/** How two bytes become a number of sixteen bits differs between machines. */
const [firstShift, secondShift] = new Uint16Array(Uint8Array.of(1, 0).buffer)[0] === 1 ? [0, 8] : [8, 0];

/**
 * Says where in a text a closer look is worth while, by three characters in a row, of which the lower bytes count. All
 * else is passed over two characters at a time: whatever begins at one of two places, one pair holds its first and second
 * character or its second and third.
 */
export class TextFilter {
  private readonly pairs = new Uint8Array(1 << 16);
  private readonly triples = new Uint8Array(1 << tableBits);

  /** Places where these three characters stand are given to the look that has this bit. */
  add(threeCharacters: string, bit: number): void {
    const first = threeCharacters.charCodeAt(0) & 0xff;
    const second = threeCharacters.charCodeAt(1) & 0xff;
    const triple = tripleOf(first, second, threeCharacters.charCodeAt(2) & 0xff);
    this.markPair(first, second, isFirstPair);
    this.markPair(second, threeCharacters.charCodeAt(2) & 0xff, isSecondPair);
    this.triples[triple] = (this.triples[triple] ?? 0) | bit;
  }

  private markPair(first: number, second: number, kind: number): void {
    const pair = pairOf(first, second);
    this.pairs[pair] = (this.pairs[pair] ?? 0) | kind;
  }

  /**
   * Calls `look` for each place that may be one of those that were added, from left to right, a few of them twice. Begins
   * at `from`; gives where to go on when it has looked at so many characters, or where the text ends.
   */
  scan(text: string, look: Look, from = 0, length = Number.POSITIVE_INFINITY): number {
    if (text.length < shortText) {
      this.scanShort(text, look);
      return text.length;
    }
    let at = from;
    for (; at < text.length - 2 && at - from < length; at += chunkLength - 2) this.scanChunk(text, at, look);
    return at < text.length - 2 ? at : text.length;
  }

  private scanShort(text: string, look: Look): void {
    let first = text.charCodeAt(0) & 0xff;
    for (let at = 0; at < text.length - 2; at++) {
      const second = text.charCodeAt(at + 1) & 0xff;
      if (((this.pairs[pairOf(first, second)] ?? 0) & isFirstPair) !== 0) {
        const bits = this.triples[tripleOf(first, second, text.charCodeAt(at + 2) & 0xff)] ?? 0;
        if (bits !== 0) look(at, bits);
      }
      first = second;
    }
  }

  private scanChunk(text: string, from: number, look: Look): void {
    const { pairs, triples } = this;
    const length = chunk.write(text.slice(from, from + chunkLength), "latin1");
    for (let at = 0; at + 1 < length; at += 2) {
      const kind = pairs[pairsOfChunk[at >> 1] ?? 0] ?? 0;
      if (kind === 0) continue;
      const first = chunk[at] ?? 0;
      const second = chunk[at + 1] ?? 0;
      if ((kind & isSecondPair) !== 0 && at > 0) {
        const bits = triples[tripleOf(chunk[at - 1] ?? 0, first, second)] ?? 0;
        if (bits !== 0) look(from + at - 1, bits);
      }
      if ((kind & isFirstPair) !== 0 && at + 2 < length) {
        const bits = triples[tripleOf(first, second, chunk[at + 2] ?? 0)] ?? 0;
        if (bits !== 0) look(from + at, bits);
      }
    }
  }
}

function pairOf(first: number, second: number): number {
  return (first << firstShift) | (second << secondShift);
}

function tripleOf(first: number, second: number, third: number): number {
  return Math.imul((first << 16) | (second << 8) | third, 0x9e3779b1) >>> (32 - tableBits);
}
