import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseExactly } from "../../../../../src/core/model/data/exactJson";
import { JsonEndsEarly, largeJson } from "../../../../../src/node/tools/data/largeJson";
import { Slices } from "../../../../../src/node/tools/data/slices";
import { WatchedSlices } from "../../../../fixtures/watchedSlices";

const read = (text: string | Buffer, pieceBytes?: number): Promise<unknown> =>
  largeJson(Buffer.from(text as string), new Slices(), pieceBytes);

const outcomeOf = (reading: () => unknown): unknown => {
  try {
    return { value: JSON.stringify(reading()) };
  } catch {
    return "no JSON";
  }
};

/** Text of JSON as it may be written: any spaces, any escapes, names more than once. */
const { text: jsonText } = fc.letrec<{ text: string; list: string; record: string }>((tie) => {
  const space = fc.stringMatching(/^[ \t\n\r]{0,3}$/);
  const unit = fc.oneof(
    fc.constantFrom("a", "é", "→", "😀", "\\n", '\\"', "\\\\", "\\u00e9", "\\ud83d\\ude00", "\\ud800", "[", "}", ","),
    fc.string({ unit: "binary", maxLength: 3 }).map((some) => JSON.stringify(some).slice(1, -1)),
  );
  const string = fc.array(unit, { maxLength: 12 }).map((units) => `"${units.join("")}"`);
  const name = fc.oneof(string, fc.constantFrom('"a"', '"__proto__"', '"1"', '"\\u0022"', '"\\\\"'));
  const spaced = fc.tuple(space, tie("text"), space).map((parts) => parts.join(""));
  const member = fc
    .tuple(space, name, space, spaced)
    .map(([before, key, after, of]) => `${before}${key}${after}:${of}`);
  return {
    text: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.oneof(string, fc.constantFrom("true", "null", "-0", "1e400", "0.25", "12345678901234567890")),
      tie("list"),
      tie("record"),
    ),
    list: fc.tuple(fc.array(spaced, { maxLength: 5 }), space).map(([items, rest]) => `[${items.join(",") || rest}]`),
    record: fc.tuple(fc.array(member, { maxLength: 5 }), space).map(([some, rest]) => `{${some.join(",") || rest}}`),
  };
});
const pieceBytes = fc.integer({ min: 1, max: 40 });

describe("JSON that is read in pieces", () => {
  it("is what it is in one go, however small the pieces are", async () => {
    await fc.assert(
      fc.asyncProperty(jsonText, pieceBytes, async (text, size) => {
        const value = await read(text, size);
        expect(JSON.stringify(value)).toBe(JSON.stringify(parseExactly(text)));
        expect(value).toEqual(parseExactly(text));
      }),
      { numRuns: 1000 },
    );
  });

  it("is none where it is none in one go", async () => {
    const change = fc.tuple(
      fc.nat(),
      fc.constantFrom("", ",", ":", '"', "\\", "[", "]", "{", "}", "1", "x", " ", "\n"),
    );
    await fc.assert(
      fc.asyncProperty(jsonText, change, fc.boolean(), pieceBytes, async (text, [place, put], isInstead, size) => {
        const at = place % (text.length + 1);
        const changed = text.slice(0, at) + put + text.slice(at + (isInstead ? 1 : 0));
        const value = await read(changed, size).then(
          (some) => ({ value: JSON.stringify(some) }),
          () => "no JSON",
        );
        // What is half a pair of surrogates in the text, is none in its bytes.
        expect(value).toEqual(outcomeOf(() => parseExactly(Buffer.from(changed).toString())));
      }),
      { numRuns: 1000 },
    );
  });

  it("is known to end early, wherever it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(jsonText, fc.nat(), pieceBytes, async (text, place, size) => {
        const whole = `[${text}]`;
        const beginning = whole.slice(0, 1 + (place % (whole.length - 1)));
        await expect(read(beginning, size)).rejects.toBeInstanceOf(JsonEndsEarly);
      }),
    );
  });

  it("may be of bytes that are no text, and begin with a mark", async () => {
    const bytes = Buffer.concat([
      Buffer.from('\ufeff["\ufeffé'),
      Buffer.from([0xc3, 0x80, 0x80, 0x80, 0x80, 0xff]),
      Buffer.from('"]'),
    ]);
    for (let size = 1; size < 20; size++) {
      expect(await largeJson(bytes, new Slices(), size)).toEqual(JSON.parse(bytes.toString().slice(1)));
    }
  });

  it("is refused where it nests deeper than data does", async () => {
    const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
    for (const size of [1, 10, 10_000]) {
      expect(await read(nested(500), size)).toEqual(JSON.parse(nested(500)));
      await expect(read(nested(501), size)).rejects.toThrow("it is nested deeper than 500 levels");
    }
  });

  const megabyte = 1024 * 1024;
  const large: Readonly<Record<string, unknown>> = {
    "one text": { text: "All work and no play. ".repeat(megabyte / 4) },
    "a text of escapes": ['\n"é'.repeat(megabyte)],
    "many small values": Array.from({ length: 400_000 }, (_, index) => ({ index, isOdd: index % 2 === 1 })),
    "many members": Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`key ${index}`, [index, null]])),
    "lists in lists": Array.from({ length: 12 }, () => Array.from({ length: 300 }, () => "x".repeat(2000))),
  };
  for (const [kind, value] of Object.entries(large)) {
    it(`lets others have their turn after each megabyte: ${kind}`, async () => {
      const text = JSON.stringify(value);
      const slices = new WatchedSlices();
      expect(await largeJson(Buffer.from(text), slices)).toEqual(value);
      expect(slices.amounts.length).toBeGreaterThanOrEqual(Math.floor(text.length / (1.5 * megabyte)));
      expect(Math.max(...slices.amounts)).toBeLessThanOrEqual(1.5 * megabyte);
    });
  }
});
