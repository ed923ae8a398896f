import { checkSum } from "./checkSum";

/** Eight hexadecimal digits and a space come before what a line says. */
export const checkLength = 9;
const newline = 0x0a;
const space = 0x20;
const firstBytes = 16 * 1024;
/** In characters. Up to this, as much room is made as any text of that length takes, since counting it takes time. */
const shortText = 64 * 1024;
/** As UTF-8, of one character of a text. */
const mostBytesACharacter = 3;

const digits = Buffer.from("0123456789abcdef");

/**
 * Lines of a journal one after another, as the bytes that are written: a check sum (CRC-32 of what follows), a space, the
 * JSON, and the end of the line. With some lines for every call, texts that are put together later would be felt.
 */
export class LineBytes {
  /** How many lines there are. */
  count = 0;
  private all = Buffer.allocUnsafe(firstBytes);
  private end = 0;

  get length(): number {
    return this.end;
  }

  get bytes(): Buffer {
    return this.all.subarray(0, this.end);
  }

  add(json: string): void {
    const most = json.length <= shortText ? mostBytesACharacter * json.length : Buffer.byteLength(json);
    this.makeRoomFor(checkLength + most + 1);
    const from = this.end + checkLength;
    const to = from + this.all.write(json, from);
    this.putCheck(checkSum(this.all, from, to));
    this.all[to] = newline;
    this.end = to + 1;
    this.count++;
  }

  private putCheck(sum: number): void {
    const { all, end } = this;
    for (let place = 0; place < 8; place++) all[end + place] = digits[(sum >>> (28 - 4 * place)) & 0xf] ?? 0;
    all[end + 8] = space;
  }

  private makeRoomFor(more: number): void {
    const needed = this.end + more;
    if (needed <= this.all.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.all.length));
    this.all.copy(larger, 0, 0, this.end);
    this.all = larger;
  }
}
