import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonPieces } from "../../../../../src/node/runs/documents/jsonPieces";

const large = fc
  .tuple(fc.string({ unit: "binary", minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 20_000 }))
  .map(([text, times]) => text.repeat(times));

const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.jsonValue(),
    large,
    fc.constant(undefined),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 5 }),
  ),
})).value;

describe("JSON that is written piece by piece", () => {
  it("is what would be written in one piece", () => {
    fc.assert(
      fc.property(value, fc.constantFrom("", "  "), (given, indent) => {
        const whole = JSON.stringify(given, null, indent) as string | undefined;
        expect([...jsonPieces(given, indent)].join("")).toBe(whole ?? "null");
      }),
      { numRuns: 300 },
    );
  });

  it("has no piece that grows with the value", () => {
    const given = { texts: ["x".repeat(3_000_000), "🙂".repeat(1_000_000)], numbers: Array.from({ length: 20_000 }, (_, n) => n) }; // prettier-ignore
    for (const piece of jsonPieces(given, "  ")) expect(piece.length).toBeLessThan(200_000);
  });

  it("keeps its margin where it stands in something larger", () => {
    const given = { long: "x".repeat(100_000), list: [1, { two: 2 }] };
    const inside = JSON.stringify({ given }, null, 2);
    expect(`{\n  "given": ${[...jsonPieces(given, "  ", "  ")].join("")}\n}`).toBe(inside);
  });
});
