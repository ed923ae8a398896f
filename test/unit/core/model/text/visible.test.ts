import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visible, visibleLines, visibleName } from "../../../../../src/core/model/text/visible";

/** Text that is likely to hold what somebody would hide something with. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom("\n", "\r", "\t", "\u001b[2J", "\u009b", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028"),
      fc.constantFrom("\u00a0", "\u3000", "\u3164", "\u2800", "\ue0b0", "\u{e0041}", "\ufe0f", "\ud800", "\u0301"),
      fc.constantFrom("$(check)", "$(sync~spin)", "](command:x)", " ".repeat(40)),
      fc.string({ unit: "binary" }),
    ),
  )
  .map((parts) => parts.join(""));

describe("text that people decide by", () => {
  it("is one line in which nothing hides, moves or imitates anything", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = visible(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/u);
        expect(shown).not.toMatch(/\$\([\w~-]+\)|\]\(/);
        expect(shown).not.toMatch(/ {9,}|\p{M}{3,}/u);
      }),
    );
  });

  it("is the same when it is made visible twice", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(visible(visible(text))).toBe(visible(text));
        expect(visibleLines(visibleLines(text))).toBe(visibleLines(text));
      }),
    );
  });

  it.each([
    "read_file",
    "GitHub: issues (mine)",
    "Büro/プリント",
    "${workspaceFolder}/a b.txt",
    "$100 (about)",
    "naïve é",
  ])("stays as it is where it is plain: %s", (text) => {
    expect(visible(text)).toBe(text);
  });

  it("says where a name had more lines, turned around or drew an icon", () => {
    expect(visible("fs\n    Program: npx")).toBe("fs\\u{a}    Program: npx");
    expect(visible("a/\u202etxt.exe")).toBe("a/\\u{202e}txt.exe");
    expect(visible("$(verified) safe")).toBe("$\\u{28}verified) safe");
  });

  it("is cut where a name is longer than any name", () => {
    expect(visibleName("x".repeat(5000))).toBe(`${"x".repeat(300)}… (5000 characters)`);
  });
});

describe("lines that are printed", () => {
  it("keep their breaks, tabs and emoji, and obey no control", () => {
    expect(visibleLines("a\r\nb\tc 👩‍🚀")).toBe("a\nb\tc 👩‍🚀");
    expect(visibleLines("100 %\rdone\u001b[4F\u001b[J\u009b2J\u001b]0;title\u0007")).toBe(
      "100 %\\u{d}done\\u{1b}[4F\\u{1b}[J\\u{9b}2J\\u{1b}]0;title\\u{7}",
    );
  });

  it("hold no control but breaks and tabs, whatever comes", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(visibleLines(text).replaceAll(/[\n\t]/g, "")).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});
