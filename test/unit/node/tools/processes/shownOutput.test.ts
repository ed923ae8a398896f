import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { ShownOutput } from "../../../../../src/node/tools/processes/shownOutput";

function shownOf(pieces: readonly (string | Uint8Array)[]): readonly (string | undefined)[] {
  const output = new ShownOutput();
  return pieces.map((piece) => output.add(Buffer.from(piece)));
}

describe("what is shown of a program's output while it runs", () => {
  it("is the newest line, as far as its words are whole", () => {
    expect(shownOf(["Reading", " 12 of", " 40\nDone", "\n", "\n"])).toEqual([
      undefined,
      "Reading 12",
      "Reading 12 of 40",
      "Done",
      undefined,
    ]);
    expect(shownOf(["10 %\r20 %\r", "30 %\r"])).toEqual(["20 %", "30 %"]);
    expect(shownOf(["\u001b[31mred\u001b[0m\n"])).toEqual(["red"]);
    const word = Buffer.from("gr\u00fc\u00df\n");
    expect(shownOf([word.subarray(0, 3), word.subarray(3)])).toEqual([undefined, "gr\u00fc\u00df"]);
  });

  it("holds no part of a word, wherever the pieces and the line are cut", () => {
    const secret = "s3cr3t-0123456789abcdef";
    const words = fc.array(fc.constantFrom("token", "is", "given:", secret), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(words, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (said, lengths) => {
        const text = `${said.join(" ")}\n`;
        const pieces: string[] = [];
        for (let from = 0, turn = 0; from < text.length; turn++) {
          const length = lengths[turn % lengths.length]!;
          pieces.push(text.slice(from, from + length));
          from += length;
        }
        for (const line of shownOf(pieces)) {
          for (const word of (line ?? "").replace(/…$/, "").split(" ")) expect(["", ...said]).toContain(word);
        }
      }),
    );
  });

  it("keeps no more than the beginning of a line that never ends", () => {
    const output = new ShownOutput();
    for (let piece = 0; piece < 200; piece++) output.add(Buffer.from("x".repeat(1000)));
    expect(output.add(Buffer.from(" y z\nend\n"))).toBe("end");
  });
});
