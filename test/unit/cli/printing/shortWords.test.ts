import { describe, expect, it } from "vitest";
import { inShort, resultWords } from "../../../../src/cli/printing/shortWords";

/** Says where it was looked at last. */
function watched(length: number): { readonly result: object; readonly reached: () => number } {
  let reached = 0;
  const list = new Proxy(Array.from({ length }, (_, index) => index), {
    get(target, key, receiver) {
      if (typeof key === "string" && /^\d+$/.test(key)) reached = Math.max(reached, Number(key));
      return Reflect.get(target, key, receiver) as unknown;
    },
  }); // prettier-ignore
  return { result: list, reached: () => reached };
}

describe("the line of a call", () => {
  it("is the whole text where it is short, on one line", () => {
    expect(inShort("  one\n\ttwo  ")).toBe("one two");
    expect(resultWords({ content: [{ type: "text", text: '{ "a": 1 }' }] })).toBe('{"a":1}');
    expect(resultWords({ content: [], structuredContent: { value: 3 } })).toBe('{"value":3}');
  });

  it("says that there is more, also where the rest was not looked at", () => {
    expect(inShort("x".repeat(161))).toBe(`${"x".repeat(159)}…`);
    expect(inShort(`a${" ".repeat(20_000)}b`)).toBe("a…");
  });

  it("looks at no more of a large result than it shows", () => {
    const { result, reached } = watched(50_000);
    const line = inShort(resultWords({ content: [], structuredContent: result as never }));
    expect(line.startsWith("[0,1,2,3")).toBe(true);
    expect(reached()).toBeLessThan(20_000);
  });

  it("does not read a large text as JSON", () => {
    const text = `[ ${"1, ".repeat(100_000)}1 ]`;
    expect(resultWords({ content: [{ type: "text", text }] })).toBe(text);
  });
});
