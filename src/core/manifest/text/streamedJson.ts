/** Longer than any number or literal that arguments could be, if they were no object. */
const longestScalar = 100;

/**
 * JSON that comes in pieces, and whether it is whole so far: an object or a list is looked at once, where its last bracket
 * closes, however many pieces it comes in.
 */
export class StreamedJson {
  private readonly pieces: string[] = [];
  private length = 0;
  private depth = 0;
  private isInString = false;
  private isEscaped = false;
  /** The outermost bracket has closed; what is not white space behind it makes it no JSON at all. */
  private isClosed = false;
  private isBroken = false;
  private isWholeWhenClosed: boolean | undefined;

  get text(): string {
    return this.pieces.join("");
  }

  add(piece: string): void {
    this.pieces.push(piece);
    for (let at = 0; at < piece.length; at++) this.read(piece.charCodeAt(at));
    this.length += piece.length;
  }

  get isWhole(): boolean {
    if (this.isBroken || this.depth > 0) return false;
    if (!this.isClosed) return this.length <= longestScalar && isWhole(this.text);
    return (this.isWholeWhenClosed ??= isWhole(this.text));
  }

  private read(character: number): void {
    if (this.isInString) {
      if (this.isEscaped) this.isEscaped = false;
      else if (character === 0x5c) this.isEscaped = true;
      else if (character === 0x22) this.isInString = false;
      return;
    }
    if (character === 0x20 || (character >= 0x09 && character <= 0x0d)) return;
    if (this.isClosed) this.isBroken = true;
    else if (character === 0x22) this.isInString = true;
    else if (character === 0x7b || character === 0x5b) this.depth++;
    else if ((character === 0x7d || character === 0x5d) && --this.depth <= 0) this.isClosed = true;
  }
}

/** Whether a text is JSON from its beginning to its end. */
export function isWhole(json: string): boolean {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}
