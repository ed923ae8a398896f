import { describe, expect, it } from "vitest";
import { parseManifest } from "../../../../src/core/manifest/parse";

const levels = 20_000;
const messagesOf = (text: string) => parseManifest(text).problems.map(({ message }) => message);

describe("JSON that is nested too deep", () => {
  it("is told where it is broken as well, so that what stands open is counted by nothing else", () => {
    for (const piece of ["[1 ", '{"a" {', '{"a": 1 {', '[{"a":1} ', "[1 }", '{"a":[1 ']) {
      for (const start of ["", '{"tool":"a","arguments":', '[{"tool":"a"}, ']) {
        const messages = messagesOf(start + piece.repeat(levels));
        expect(messages.length, start + piece).toBeGreaterThan(0);
      }
    }
    expect(messagesOf('[{"a":1} '.repeat(levels))).toEqual([
      "The JSON is nested more than 500 levels deep. Take the calls out of what is around them.",
    ]);
  });

  it("is told where it is the arguments of a call, written as a string that is broken", () => {
    const call = { function: { name: "wait", arguments: '{"a":['.repeat(levels) } };
    expect(messagesOf(JSON.stringify(call))).toEqual([
      "The arguments are a string whose JSON is broken. The JSON is nested more than 500 levels deep. Take the calls out of what is around them.",
    ]);
  });

  it("is not meant by brackets that stand in strings and comments, or are closed", () => {
    const inStrings = JSON.stringify({ tool: "wait", arguments: { a: "[{".repeat(levels), b: '\\"[' } });
    const inComments = `{"tool":"wait", // ${"[".repeat(levels)}\n /* ${"{".repeat(levels)} */ "arguments":{}}`;
    const closed = `{"tool":"wait","arguments":{"a":[${Array(levels).fill("[{}]").join(",")}],}}`;
    for (const text of [inStrings, inComments, closed]) expect(messagesOf(text)).toEqual([]);
  });
});
