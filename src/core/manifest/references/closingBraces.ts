/** Placeholders longer than this are text. It keeps a search from going on to the end of a long string. */
const longest = 1000;
/** Of a text in which a brace was not closed, so many beginnings are looked at together. */
const blockLength = 4000;

/** What a look at a character depends on: the quote that is open there, or none. */
const quotes = ["", "'", '"', "`"] as const;

/**
 * Finds the braces that close placeholders, in time in proportion to the text also where there are none. A path may hold
 * braces and quoted text: the brace that closes is the first that is in neither.
 */
export class ClosingBraces {
  private block: Block | undefined;

  constructor(private readonly text: string) {}

  /** Where the brace stands that closes what begins at `from`, after its own brace; -1 for none. */
  after(from: number): number {
    const known = this.block?.closing(from);
    if (known !== undefined) return known;
    const found = closingBrace(this.text, from);
    // Where one is not closed, the next ones may not be either, and each would be looked for over the same stretch.
    if (found < 0) this.block = new Block(this.text, from);
    return found;
  }
}

function closingBrace(text: string, from: number): number {
  const limit = Math.min(text.length, from + longest);
  let depth = 0;
  let quote = "";
  for (let at = from; at < limit; at++) {
    const character = text.charAt(at);
    if (quote !== "") {
      if (character === "\\") at++;
      else if (character === quote) quote = "";
    } else if (isQuote(character)) quote = character;
    else if (character === "{") depth++;
    else if (character === "}" && depth-- === 0) return at;
  }
  return -1;
}

/** The closing braces for each beginning in a stretch of a text, found in one pass from its end. */
class Block {
  private readonly end: number;
  private readonly unquoted: Int32Array;

  constructor(
    text: string,
    private readonly start: number,
  ) {
    this.end = Math.min(text.length, start + blockLength);
    this.unquoted = closingsFrom(text, start, Math.min(text.length, this.end + longest));
  }

  /** Undefined for what begins elsewhere. */
  closing(from: number): number | undefined {
    if (from < this.start || from >= this.end) return undefined;
    const found = this.unquoted[from - this.start] ?? -1;
    return found < from + longest ? found : -1;
  }
}

/** For each place of the stretch, by the quote that is open there, where the brace stands that closes; -1 for none. */
function closingsFrom(text: string, start: number, end: number): Int32Array {
  const [unquoted, ...quoted] = quotes.map(() => new Int32Array(end - start + 2).fill(-1)) as [
    Int32Array,
    ...Int32Array[],
  ];
  const closingAfter = (closings: Int32Array, at: number): number => closings[at - start] ?? -1;
  for (let at = end - 1; at >= start; at--) {
    const character = text.charAt(at);
    const opened = quotes.indexOf(character as (typeof quotes)[number]);
    const next = closingAfter(unquoted, at + 1);
    for (const [index, closings] of quoted.entries()) {
      const skipped = character === "\\" ? closingAfter(closings, at + 2) : closingAfter(closings, at + 1);
      closings[at - start] = index + 1 === opened ? next : skipped;
    }
    const within = opened > 0 ? closingAfter(quoted[opened - 1] ?? unquoted, at + 1) : next;
    const afterNested = next < 0 ? -1 : closingAfter(unquoted, next + 1);
    unquoted[at - start] = character === "}" ? at : character === "{" ? afterNested : within;
  }
  return unquoted;
}

function isQuote(character: string): boolean {
  return character === "'" || character === '"' || character === "`";
}
