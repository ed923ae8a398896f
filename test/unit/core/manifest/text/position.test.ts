import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { positionAt } from "../../../../../src/core/manifest/text/position";

describe("positions", () => {
  it("count lines and columns from 1 over every kind of line break, in UTF-16 code units", () => {
    const text = "a\r\n😀b\rc\n\n";
    expect([0, 1, 3, 5, 7, 9, 10, 99].map((offset) => positionAt(text, offset))).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 2 },
      { line: 2, column: 1 },
      { line: 2, column: 3 },
      { line: 3, column: 1 },
      { line: 4, column: 1 },
      { line: 5, column: 1 },
      { line: 5, column: 1 },
    ]);
  });

  it("give a byte order mark no column", () => {
    expect(positionAt("\uFEFFab", 2)).toEqual({ line: 1, column: 2 });
  });

  it("agree with splitting the text", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "\n", "\r\n", "é")), fc.nat(30), (parts, at) => {
        const text = parts.join("");
        const offset = parts.slice(0, at).join("").length;
        const before = text.slice(0, offset).split(/\r\n|\n/);
        expect(positionAt(text, offset)).toEqual({ line: before.length, column: before.at(-1)!.length + 1 });
      }),
    );
  });
});
