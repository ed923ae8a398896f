import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineReader } from "../../../../../../src/node/tools/mcp/stdio/lineReader";

const piecesOf = (bytes: Buffer, lengths: readonly number[]): Buffer[] => {
  const pieces: Buffer[] = [];
  for (let from = 0, turn = 0; from < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    pieces.push(bytes.subarray(from, from + length));
    from += length;
  }
  return pieces;
};

describe("lines of what a program writes", () => {
  it("are the same however it comes in pieces, also in the middle of a character", () => {
    const lines = fc.array(fc.string({ unit: "binary", maxLength: 20 }).map((line) => line.replaceAll(/[\r\n]/g, "")));
    fc.assert(
      fc.property(lines, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (written, lengths) => {
        const expected = written.map((line) => Buffer.from(line).toString());
        const reader = new LineReader(1000);
        const bytes = Buffer.from(written.map((line) => `${line}\n`).join(""));
        expect(piecesOf(bytes, lengths).flatMap((piece) => [...reader.read(piece)].map((line) => line.text()))).toEqual(
          expected,
        );
        expect(reader.rest().text()).toBe("");
      }),
    );
  });

  it("may be of bytes that are no text", () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x41, 0x00, 0x0a, 0xc3, 0x0a]);
    expect([...new LineReader(100).read(bytes)].map((line) => line.text())).toEqual(["\ufffd\ufffdA\0", "\ufffd"]);
  });

  it("are no longer than is allowed, and what ends before that is read", () => {
    const reader = new LineReader(4);
    const lines = reader.read(Buffer.from("one\n12345"));
    expect(lines.next().value?.text()).toBe("one");
    expect(() => lines.next()).toThrow(RangeError);
    const bytewise = new LineReader(3);
    expect(() => {
      for (let byte = 0; byte < 4; byte++) bytewise.read(Buffer.from("x")).next();
    }).toThrow(RangeError);
  });
});
