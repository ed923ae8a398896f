import { describe, expect, it } from "vitest";

import { parseJson } from "../../../../../src/core/model/data/parsedJson";
import { resultValue } from "../../../../../src/core/model/result";

const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;

describe("JSON within text", () => {
  it("is data as deep as data is", () => {
    const nested = `${'{"a":['.repeat(240)}1${"]}".repeat(240)}`;
    expect(JSON.stringify(parseJson(nested))).toBe(nested);
    expect(parseJson('{"__proto__":1}')).toEqual(JSON.parse('{"__proto__":1}'));
  });

  it("is no data when it is deeper than anything that could show it", () => {
    expect(() => parseJson(deep)).toThrow("it is nested deeper than 500 levels");
    expect(() => parseJson(`${'{"a":'.repeat(600)}1${"}".repeat(600)}`)).toThrow("deeper");
  });

  it("stays text in a result when it is too deep", () => {
    expect(resultValue({ content: [{ type: "text", text: deep }] })).toBe(deep);
    expect(resultValue({ content: [{ type: "text", text: "[[1]]" }] })).toEqual([[1]]);
  });
});
