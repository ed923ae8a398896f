import { describe, expect, it } from "vitest";

import { parseManifest } from "../../../../src/core/manifest/parse";
import { problemsOf, readBack } from "./readBack";

describe("a text that is nothing but a string", () => {
  const call = '{"name":"fs__read","arguments":{"path":"a\\n.txt"}}';
  const wanted = [{ tool: "fs__read", arguments: { path: "a\n.txt" } }];

  it.each([
    ["once", JSON.stringify(call)],
    ["twice", JSON.stringify(JSON.stringify(call))],
    ["with white space, a comment and a byte order mark around it", `\uFEFF\n ${JSON.stringify(call)} // copied\r\n`],
    ["over several lines", JSON.stringify(JSON.stringify(JSON.parse(call), null, 2))],
  ])("is read as what it quotes: %s", (_, text) => {
    expect(problemsOf(text)).toEqual([]);
    expect(readBack(text)).toEqual(wanted);
  });

  it("may hold a list, whose calls stand where they stand in the text", () => {
    const text = JSON.stringify('[{"type":"tool_use","id":"a","name":"t","input":{}},{"tool_name":"u"}]');
    const parsed = parseManifest(text);
    expect(parsed.manifest.calls.map(({ tool }) => tool)).toEqual(["t", "u"]);
    const { offset, length } = parsed.callRange(1);
    expect(text.slice(offset, offset + length)).toBe(String.raw`{\"tool_name\":\"u\"}`);
  });

  it("holds no calls when it is words", () => {
    expect(problemsOf('"hello"')[0]).toContain("error: No tool calls found.");
  });
});
