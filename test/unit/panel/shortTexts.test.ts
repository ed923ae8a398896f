import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shorten } from "../../../src/core/model/text/excerpt";
import type { JsonObject } from "../../../src/core/model/data/json";
import { previewArguments } from "../../../src/vscode/timeline/argumentPreview";
import { boundText } from "../../../src/vscode/timeline/boundedText";

describe("arguments in short", () => {
  it("are one line that names each", () => {
    expect(previewArguments({})).toBe("");
    expect(previewArguments({ path: "src/a.ts", head: 20, deep: true, none: null })).toBe(
      'path: "src/a.ts", head: 20, deep: true, none: null',
    );
    expect(
      previewArguments({ files: ["a", "b", "c"], empty: [], edits: [{ a: 1 }], filter: { team: "x", year: 1 } }),
    ).toBe('files: ["a", … 2 more], empty: [], edits: […], filter: {team, year}');
  });

  it("stay short and on one line whatever the arguments are", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (args) => {
        const preview = previewArguments(args as JsonObject);
        expect(preview.length).toBeLessThanOrEqual(160);
        expect(preview).not.toMatch(/[\n\r]/);
      }),
    );
    expect(previewArguments({ content: "x".repeat(50_000_000) }).length).toBeLessThanOrEqual(160);
  });
});

describe("bounded texts", () => {
  it("say how much there is of what they do not show", () => {
    expect(boundText("héllo", 100)).toEqual({ text: "héllo", bytes: 6, truncated: false });
    expect(boundText("héllo", 2)).toEqual({ text: "h", bytes: 6, truncated: true });
  });

  it("never end inside a character", () => {
    expect(boundText("a😀", 4)).toEqual({ text: "a", bytes: 5, truncated: true });
    expect(shorten("ab😀cd", 4)).toBe("ab…");
  });
});
