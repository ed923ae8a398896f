import { joinedInSlices } from "../../data/slicedBytes";
import type { Slices } from "../../data/slices";

/** A line as it came, without its line feed. */
export class Line {
  constructor(
    private readonly pieces: readonly Buffer[],
    /** In bytes. */
    readonly length: number,
  ) {}

  /** Without the carriage return that it may end with. */
  text(): string {
    return Buffer.concat(this.pieces).toString("utf8").replace(/\r$/, "");
  }

  bytesInSlices(slices: Slices): Promise<Buffer> {
    return joinedInSlices(this.pieces, slices);
  }
}

/** Cuts a byte stream into lines; a line may come in many pieces, and its bytes are joined only once. */
export class LineReader {
  private pieces: Buffer[] = [];
  private heldBytes = 0;

  /** Throws a `RangeError` from {@link read} when one line has more than `maxLineBytes`. */
  constructor(private readonly maxLineBytes: number) {}

  /** The lines that `chunk` completes. */
  *read(chunk: Buffer): Generator<Line, void, undefined> {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
      this.hold(chunk.subarray(start, end));
      start = end + 1;
      yield this.takeLine();
    }
    this.hold(chunk.subarray(start));
  }

  /** What came after the last line end. */
  rest(): Line {
    return this.takeLine();
  }

  private hold(piece: Buffer): void {
    if (piece.length === 0) return;
    this.heldBytes += piece.length;
    if (this.heldBytes > this.maxLineBytes) {
      throw new RangeError(`A line is longer than ${String(this.maxLineBytes)} bytes.`);
    }
    this.pieces.push(piece);
  }

  private takeLine(): Line {
    const line = new Line(this.pieces, this.heldBytes);
    this.pieces = [];
    this.heldBytes = 0;
    return line;
  }
}
