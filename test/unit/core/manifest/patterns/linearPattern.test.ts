import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { linearPattern, type LinearPattern } from "../../../../../src/core/manifest/patterns/linearPattern";

function usable(source: string, flags = {}): LinearPattern {
  const pattern = linearPattern(source, flags);
  if ("unusable" in pattern) throw new Error(`${source}: ${pattern.unusable}`);
  return pattern;
}

describe("patterns from outside", () => {
  const sources = [
    "^a+$",
    "[\\w-.]+",
    "^[^@\\s]+@[^@\\s]+$",
    "\\u0041|\\x42",
    "\\cA",
    "[\\b]",
    "a{2,3}?",
    "(?<year>\\d{4})-\\d\\d",
    "[]",
    "[^]",
    "\\/",
    "^\\S+$",
    "x{",
    "]",
    "{,3}",
    "[[a]",
    "[a&&b]",
    "[a-c-e]",
    "[-a]",
    "[a-]",
    "[^-a]",
    "a.b",
    "\\.",
    "$^",
    "(?:ab|c)*d",
    "\\bfoo\\b",
    "\\z",
    "\\A",
    "\\Qa",
    "[\\]]",
    "\\0",
    "[\\d-x]",
    "[\\\\-a]",
    "\\-",
    "a|",
    "\\ud83d\\ude00",
    "😀+",
    "[😀x]",
  ];
  const texts = [
    "",
    "a",
    "aaa",
    "b",
    "B",
    "-",
    ".",
    "x{",
    "]",
    "{,3}",
    "[",
    "&",
    "c",
    "d",
    "e",
    "\x01",
    "\b",
    "\0",
    "2024-11",
    "a\nb",
    "a\u2028b",
    "a\rb",
    "axb",
    "abcd",
    "foo",
    "food",
    "z",
    "A",
    "Qa",
    "\\",
    "/",
    "me@example.org",
    "a\u00a0b",
    "😀",
    "x",
  ];

  it("mean what they mean in JavaScript", () => {
    for (const source of sources) {
      const own = usable(source);
      const unicode = (() => {
        try {
          return new RegExp(source, "u");
        } catch {
          return new RegExp(source);
        }
      })();
      for (const text of texts) expect([source, text, own.test(text)]).toEqual([source, text, unicode.test(text)]);
    }
  });

  it("mean the same in JavaScript for generated expressions and texts", () => {
    const piece = fc.constantFrom(
      "a",
      "b",
      "[ab]",
      "[^a]",
      "(a|b)",
      "(?:ab)",
      ".",
      "\\w",
      "\\s",
      "\\d",
      "\\b",
      "^",
      "$",
      "\\.",
    );
    const times = fc.constantFrom("", "*", "+", "?", "{2}", "{1,3}", "*?", "{2,}");
    const part = fc.tuple(piece, times).map(([each, count]) => (/^(\^|\$|\\b)$/.test(each) ? each : each + count));
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 6 }),
        fc.string({ unit: fc.constantFrom("a", "b", " ", ".", "\n", "1"), maxLength: 12 }),
        (parts, text) => {
          const source = parts.join("");
          expect(usable(source).test(text)).toBe(new RegExp(source, "u").test(text));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("repeat more often than a thousand times", () => {
    const pattern = usable("^[a-z]{1,4000}$");
    expect([1, 4000, 4001].map((count) => pattern.test("a".repeat(count)))).toEqual([true, true, false]);
    expect([...usable("a{2,3000}").spans("a".repeat(3500))].map(({ end }) => end)).toEqual([3000, 3500]);
    expect(usable("^(?:ab){1500}$").test("ab".repeat(1500))).toBe(true);
    expect(usable("^a{2000,}$").test("a".repeat(1999))).toBe(false);
  });

  it("find their places in a text", () => {
    expect([...usable("sk-[a-z]+").spans("x sk-ab sk-, sk-c")]).toEqual([
      { start: 2, end: 7 },
      { start: 13, end: 17 },
    ]);
    expect([...usable("(?<=key: )\\w+").spans("key: abc")]).toEqual([{ start: 5, end: 8 }]);
    expect([...usable("x*").spans("axxa")]).toEqual([{ start: 1, end: 3 }]);
  });

  it("ends at so many looks at a text that looks for each match in all of it, and takes all of it for found", () => {
    const text = "a".repeat(40_000);
    const spans = [...usable("a.*b|a").spans(text)];
    expect(spans.length).toBeLessThan(100);
    expect(spans.at(-1)).toEqual({ start: 0, end: text.length });
    expect([...usable("a.*b|a").spans("a".repeat(100))].length).toBe(100);
  });

  it("finds matches that stand side by side, however many", () => {
    for (const [source, piece] of [
      ["[\\w.]+@[\\w.]+", "ab.c@de.fg "],
      ["(foo|bar)[a-z]*\\d", "foo1 "],
      ["x\\d+", "x1"],
    ] as const) {
      expect([...usable(source).spans(piece.repeat(20_000))].length).toBe(20_000);
    }
  });

  it("say what cannot be matched in bounded time, and are never run otherwise", () => {
    expect(linearPattern("(?=a)b")).toEqual({ unusable: "look-ahead cannot be matched in bounded time" });
    expect(linearPattern("(a)\\1")).toEqual({ unusable: "back-references cannot be matched in bounded time" });
    expect(linearPattern("(?<n>a)\\k<n>")).toEqual({ unusable: "back-references cannot be matched in bounded time" });
    for (const source of [
      "(",
      "a{90000}",
      "(?:(?:a{1000}){1000}){1000}",
      "a".repeat(20_000),
      "(?<=(a+)+)b".repeat(900),
    ])
      expect([source.slice(0, 30), "unusable" in linearPattern(source)]).toEqual([source.slice(0, 30), true]);
  });

  it("take work in proportion to the text where backtracking would take for ever", () => {
    const text = `${"a".repeat(100_000)}!`;
    for (const source of ["^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "(.*)*(.*)*x$", "(a*)*b", "^(([a-z])+.)+[A-Z]$"])
      expect([source, usable(source).test(text)]).toEqual([source, false]);
  });
});
