/** Where one of the texts that are looked for stands. */
export interface Found {
  readonly start: number;
  readonly end: number;
}

/** Says how far what begins with the text at `start` reaches, and from where on it counts; `undefined` if it does not. */
export type Extent = (text: string, start: number) => Found | undefined;

interface Needle {
  readonly text: string;
  readonly extent: Extent | undefined;
}

/** Blocks of two characters are told apart by this many bits; two that fall together only cost a closer look. */
const tableBits = 14;
const tableMask = (1 << tableBits) - 1;

/**
 * Looks for many texts at once, after Wu and Manber (1994): blocks of two characters say how far nothing can begin, so
 * that most of a text is stepped over. The cost is bounded by the length of the text, however many texts are looked for.
 */
export class TextSearch {
  private readonly window: number;
  private readonly shifts: Uint8Array;
  private readonly buckets = new Map<number, Needle[]>();

  /** Each text to look for has at least two characters; `extents` tells of those that only begin something. */
  constructor(texts: Iterable<string>, extents: ReadonlyMap<string, Extent>) {
    const needles: Needle[] = [
      ...Array.from(texts, (text) => ({ text, extent: undefined })),
      ...Array.from(extents, ([text, extent]) => ({ text, extent })),
    ];
    this.window = Math.min(255, ...needles.map(({ text }) => text.length));
    this.shifts = new Uint8Array(tableMask + 1).fill(this.window - 1);
    for (const needle of needles) this.add(needle);
  }

  private add(needle: Needle): void {
    const last = this.window - 2;
    for (let at = 0; at <= last; at++) {
      const block = blockAt(needle.text, at);
      this.shifts[block] = Math.min(this.shifts[block] ?? 0, last - at);
    }
    const end = blockAt(needle.text, last);
    const bucket = this.buckets.get(end);
    if (bucket === undefined) this.buckets.set(end, [needle]);
    else bucket.push(needle);
  }

  /** What is found from left to right, the longest of several at one place; none overlaps another. */
  findIn(text: string): readonly Found[] {
    const found: Found[] = [];
    const { window, shifts } = this;
    for (let at = window - 2; at < text.length - 1;) {
      const block = blockAt(text, at);
      const shift = shifts[block] ?? 0;
      if (shift > 0) {
        at += shift;
        continue;
      }
      const longest = this.longestAt(text, at + 2 - window, block);
      if (longest === undefined) at++;
      else {
        found.push(longest);
        at = longest.end + window - 2;
      }
    }
    return found;
  }

  private longestAt(text: string, start: number, block: number): Found | undefined {
    let longest: Found | undefined;
    for (const needle of this.buckets.get(block) ?? []) {
      if (!text.startsWith(needle.text, start)) continue;
      const found =
        needle.extent === undefined ? { start, end: start + needle.text.length } : needle.extent(text, start);
      if (found !== undefined && found.end > (longest?.end ?? 0)) longest = found;
    }
    return longest;
  }
}

function blockAt(text: string, at: number): number {
  return (text.charCodeAt(at) * 131 + text.charCodeAt(at + 1)) & tableMask;
}
