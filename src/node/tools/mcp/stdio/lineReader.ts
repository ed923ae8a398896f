/** Cuts a byte stream into lines; a line may come in many pieces, and its bytes are joined only once. */
export class LineReader {
  private pieces: Buffer[] = [];
  private heldBytes = 0;

  /** Throws a `RangeError` from {@link read} when one line has more than `maxLineBytes`. */
  constructor(private readonly maxLineBytes: number) {}

  /** The lines that `chunk` completes, without their line ends. */
  *read(chunk: Buffer): Generator<string, void, undefined> {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
      this.hold(chunk.subarray(start, end));
      start = end + 1;
      yield this.take();
    }
    this.hold(chunk.subarray(start));
  }

  /** What came after the last line end. */
  rest(): string {
    return this.take();
  }

  private hold(piece: Buffer): void {
    if (piece.length === 0) return;
    this.heldBytes += piece.length;
    if (this.heldBytes > this.maxLineBytes) {
      throw new RangeError(`A line is longer than ${String(this.maxLineBytes)} bytes.`);
    }
    this.pieces.push(piece);
  }

  private take(): string {
    const line = Buffer.concat(this.pieces).toString("utf8").replace(/\r$/, "");
    this.pieces = [];
    this.heldBytes = 0;
    return line;
  }
}
