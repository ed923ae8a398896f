import { parse, type ParseError } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import { callInsertion } from "../../../../src/vscode/editing/callInsertion";

const call = '{ "tool": "new" }';

/** The tools that the text calls after a call was put in with the cursor at `|`. */
function toolsAfter(marked: string): unknown {
  const cursor = marked.indexOf("|");
  const text = marked.replace("|", "");
  const insertion = callInsertion(text, cursor < 0 ? text.length : cursor, call);
  if (insertion === undefined) return undefined;
  const { offset, length, snippet } = insertion;
  const errors: ParseError[] = [];
  const plain = snippet.replaceAll(/\\([\\$}])/g, "$1");
  const value: unknown = parse(text.slice(0, offset) + plain + text.slice(offset + length), errors, {
    allowTrailingComma: true,
  });
  expect(errors).toEqual([]);
  const calls = Array.isArray(value) ? value : (value as { calls: unknown[] }).calls;
  return calls.map((each) => (each as { tool: string }).tool);
}

describe("a call is put into a manifest", () => {
  it.each<[string, string, readonly string[]]>([
    ["that is empty", "", ["new"]],
    ["that is an empty object", "{}", ["new"]],
    ["without calls", '{\n  "version": 1\n}', ["new"]],
    ["without calls, with a trailing comma", '{\n  "version": 1,\n}', ["new"]],
    ["with no call yet", '{ "version": 1, "calls": [] }', ["new"]],
    ["with only a comment among its calls", '{ "calls": [\n  // none: $x {}\n] }', ["new"]],
    ["behind the last call", '{ "calls": [{ "tool": "a" }, { "tool": "b" }] }', ["a", "b", "new"]],
    ["behind the last call and its comma", '{ "calls": [\n  { "tool": "a" },\n] }', ["a", "new"]],
    ["behind the call the cursor is in", '{ "calls": [{ "to|ol": "a" }, { "tool": "b" }] }', ["a", "new", "b"]],
    ["behind the comma the cursor is at", '{ "calls": [\n{ "tool": "a" },|\n{ "tool": "b" }] }', ["a", "new", "b"]],
    ["that is an array of calls", '[{ "tool": "a" }]', ["a", "new"]],
    ["past a comment", '{ "calls": [{ "tool": "a" } /* , */ , { "tool": "b|" }] }', ["a", "b", "new"]],
  ])("%s", (_, text, tools) => {
    expect(toolsAfter(text)).toEqual(tools);
  });

  it("but not into JSON that is no manifest", () => {
    expect(toolsAfter('"text"')).toBeUndefined();
    expect(toolsAfter('{ "calls": 1 }')).toBeUndefined();
  });
});
