import type { ReadableFile } from "../files";
import { parseExactly } from "../../../../core/model/data/exactJson";
import { checkSum } from "./checkSum";
import { checkLength } from "./lineBytes";

const newline = 0x0a;
const chunkBytes = 256 * 1024;
/** No line is longer; what seems to be one is damage, and is not gathered up. */
const longestLineBytes = 256 * 1024 * 1024;

/** What a line says; `undefined` when it is not what was written. */
function readLine(line: Buffer): unknown {
  if (line.length <= checkLength || line[checkLength - 1] !== 0x20) return undefined;
  if (checkAt(line) !== checkSum(line, checkLength, line.length)) return undefined;
  try {
    return parseExactly(line.toString("utf8", checkLength));
  } catch {
    return undefined;
  }
}

/** The number that the digits of a line say; `NaN` where one of them is none that is written. */
function checkAt(line: Buffer): number {
  let sum = 0;
  for (let place = 0; place < checkLength - 1; place++) {
    const code = line[place] ?? 0;
    const digit = code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x61 && code <= 0x66 ? code - 0x57 : Number.NaN;
    sum = sum * 16 + digit;
  }
  return sum;
}

/**
 * Reads the lines of a file piece by piece, as far as they were written: what comes after the last end of a line is left
 * for the next time.
 */
export class Lines {
  /** Lines that are not what was written. */
  damaged = 0;
  private position = 0;
  private rest: Buffer[] = [];
  private restBytes = 0;

  constructor(private readonly file: ReadableFile) {}

  /** Gives what each further line says to `take`, until that returns false or there are no more. */
  async read(take: (value: unknown) => boolean | undefined): Promise<void> {
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkBytes);
      const count = await this.file.read(chunk, this.position);
      if (count === 0) return;
      this.position += count;
      if (!this.takeChunk(chunk.subarray(0, count), take)) return;
    }
  }

  /** Whether something was written after the end of the last line. */
  get isTorn(): boolean {
    return this.restBytes > 0;
  }

  private takeChunk(chunk: Buffer, take: (value: unknown) => boolean | undefined): boolean {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      const piece = chunk.subarray(from, end);
      const line = this.rest.length === 0 ? piece : Buffer.concat([...this.rest, piece]);
      this.rest = [];
      this.restBytes = 0;
      from = end + 1;
      const value = readLine(line);
      if (value === undefined) this.damaged++;
      else if (take(value) === false) return false;
    }
    if (from < chunk.length) this.keepRest(chunk.subarray(from));
    return true;
  }

  private keepRest(piece: Buffer): void {
    if (this.restBytes + piece.length > longestLineBytes) {
      this.rest = [];
      this.restBytes = 1;
      return;
    }
    this.rest.push(piece);
    this.restBytes += piece.length;
  }
}
