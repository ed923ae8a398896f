import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { wildcardMatcher } from "../../../../../src/core/model/text/wildcard";

describe("a pattern with stars", () => {
  it("means the same as an expression in which each stands for any text", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "*", "\n"), maxLength: 10 });
    fc.assert(
      fc.property(text, text, (pattern, candidate) => {
        const expression = new RegExp(`^${pattern.split("*").join("[^]*")}$`);
        expect(wildcardMatcher(pattern)(candidate)).toBe(expression.test(candidate));
      }),
      { numRuns: 3000 },
    );
  });

  it("that is longer than any name matches only itself, and so does a name that long", () => {
    const long = "*a".repeat(100_000);
    expect(wildcardMatcher(long)(long)).toBe(true);
    expect(wildcardMatcher(long)("a".repeat(300_000))).toBe(false);
    expect(wildcardMatcher("*a*a*a*a*a*a*a*a*a*a*a*a*b")("a".repeat(900))).toBe(false);
  });
});
