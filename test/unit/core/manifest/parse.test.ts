import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseManifest } from "../../../../src/core/manifest/parse";
import { processorMs } from "../../../fixtures/processorTime";
import { problemsOf, readBack } from "./readBack";

describe("problems of a manifest", () => {
  it("are found all at once, each at its place", () => {
    const text = `{
  "version": 2,
  "maxConcurency": 5,
  "retry": { "maxAttempts": "3" },
  "servers": { "fs": { "comand": "npx" } },
  "calls": [
    { "id": "a", "tool": "t", "argument": {} },
    { "id": "a", "tool": "t", "timeoutMs": -1 },
    { "arguments": {} },
    7
  ]
}`;
    expect(problemsOf(text)).toEqual([
      'error: "version" must be 1, and is 2. «2»',
      'error: The manifest has no key "maxConcurency". Did you mean "maxConcurrency"? «"maxConcurency"»',
      'error: "retry.maxAttempts" must be a whole number, and is "3". «"3"»',
      'error: "servers.fs" needs the key "command". «{ "comand": "npx" }»',
      'warning: "servers.fs" has no key "comand". Did you mean "command"? «"comand"»',
      'error: Call 1 has no key "argument". Did you mean "arguments"? «"argument"»',
      'error: The id "a" is already that of call 1. Choose another one. «"a"»',
      'error: "timeoutMs" of call 2 must be at least 0, and is -1. «-1»',
      'error: Call 3 needs the key "tool". «{ "arguments": {} }»',
      "error: Call 4 must be an object, and is 7. «7»",
    ]);
  });

  it("say which times a manifest may give to what it waits for", () => {
    const times = { version: 1, maxTimeoutMs: 0, graceMs: 600_001, calls: [{ tool: "t" }] };
    expect(problemsOf(JSON.stringify(times)).map((problem) => problem.replace(/ «.*/, ""))).toEqual([
      'error: "maxTimeoutMs" must be at least 1, and is 0.',
      'error: "graceMs" must be at most 600000, and is 600001.',
    ]);
    const { manifest } = parseManifest(JSON.stringify({ ...times, maxTimeoutMs: 90_000, graceMs: 0 }));
    expect(manifest).toMatchObject({ maxTimeoutMs: 90_000, graceMs: 0 });
  });

  it("leave what is sound in the manifest", () => {
    const { manifest } = parseManifest(
      `{ "timeoutMs": "x", "deadlineMs": 9, "servers": { "a": { "url": "http://h" }, "b": {} }, "calls": [{ "tool": "t", "priority": "high", "dependsOn": ["z", 5, "y"] }] }`,
    );
    expect(manifest).toMatchObject({ deadlineMs: 9, servers: { a: { type: "http", url: "http://h" } } });
    expect(manifest.timeoutMs).toBeUndefined();
    expect(manifest.servers.b).toBeUndefined();
    expect(manifest.calls).toEqual([{ index: 0, tool: "t", arguments: {}, dependsOn: ["z", "y"], dialect: "native" }]);
  });

  it.each([
    ["", "There is nothing here to run."],
    [" \r\n // only a comment", "There is nothing here to run."],
    ['{ "calls": [] }', "There are no calls."],
    ["[]", "No tool calls found."],
    ["hello", "No tool calls found."],
    ['{"a": 1}', "No tool calls found."],
    ['{ "calls": [ { "tool": "t" } }', "Broken JSON: a comma is expected here"],
    ['{ "calls": [ { "tool": "t" } ]', "Broken JSON: an object is not closed"],
    ["{ 'calls': [] }", "Broken JSON: strings stand in double quotes."],
    ['[{"tool_name": "t"}, {"tool_na', "Broken JSON: a string is not closed"],
  ])("say what to do about %j", (text, message) => {
    const found = problemsOf(text);
    expect(found[0]).toContain(`error: ${message}`);
  });

  it("point into arguments that are broken JSON in a string", () => {
    const text = String.raw`[{"id":"c","type":"function","function":{"name":"t","arguments":"{\"a\": \u0031, \"b\" 2}"}}]`;
    expect(problemsOf(text)).toEqual([
      "error: The arguments are a string whose JSON is broken. Broken JSON: a colon is expected here, between a key and its value. «2»",
    ]);
  });

  it("name a key that is there twice, and an id that a variable hides", () => {
    expect(problemsOf(`{ "calls": [{ "tool": "t", "tool": "u" }, { "id": "file", "tool": "t" }] }`)).toEqual([
      'warning: The key "tool" stands here twice; only the last one counts. Remove one of them. «"tool"»',
      'warning: ${file} is a variable, so no call can refer to this one. Choose another id. «"file"»',
    ]);
  });

  it("know what other programs call our keys", () => {
    expect(problemsOf(`{ "tool": "t", "args": {} }`)).toEqual([
      'error: Call 1 has no key "args". Did you mean "arguments"? «"args"»',
    ]);
  });

  it("do not hide in a plain list: every element has to be a call", () => {
    expect(problemsOf(`[{ "tool": "t" }, { "tol": "u" }]`)).toEqual([
      'error: Call 2 needs the key "tool". «{ "tol": "u" }»',
      'error: Call 2 has no key "tol". Did you mean "tool"? «"tol"»',
    ]);
  });
});

describe("where things stand", () => {
  it("is told for documents, calls, tools, options and arguments, inside strings too", () => {
    const text = String.raw`{ "timeoutMs": 5, "calls": [
      { "tool": "a", "dependsOn": ["x"], "arguments": { "p": { "q": [1, 2] } } },
      { "id": "c", "type": "function", "function": { "name": "b", "arguments": "{\"k\":[\"é\\n\",\"\ud83d\ude00!\"]}" } } ] }`;
    const parsed = parseManifest(text);
    const at = ({ offset, length }: { offset: number; length: number }): string => text.slice(offset, offset + length);
    expect(at(parsed.rangeOf(["timeoutMs"]))).toBe("5");
    expect(at(parsed.rangeOf(["calls", 0, "nope"]))).toBe(at(parsed.callRange(0)));
    expect(at(parsed.toolRange(1))).toBe('"b"');
    expect(at(parsed.optionRange(0, "dependsOn"))).toBe('["x"]');
    expect(at(parsed.argumentRange(0, ["p", "q", 1]))).toBe("2");
    expect(at(parsed.argumentRange(0, ["p", "z"]))).toBe('{ "q": [1, 2] }');
    expect(at(parsed.argumentRange(1, ["k", 1]))).toBe(String.raw`\"\ud83d\ude00!\"`);
  });

  it("is told for the whole text when only a part of it is read", () => {
    const text = `\uFEFF// 😀\r\n[{ "tool": "a" }, { "tool": "b" },\r\n { "tool": "c" }]`;
    const offset = text.indexOf('{ "tool": "b"');
    const parsed = parseManifest(text, { within: { offset, length: text.indexOf("]") - offset } });
    expect(parsed.manifest.calls.map(({ tool }) => tool)).toEqual(["b", "c"]);
    expect(parsed.callRange(1)).toEqual({ offset: text.indexOf('{ "tool": "c"'), length: 15 });
  });
});

describe("any text", () => {
  it("is read without throwing", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      '"',
      ":",
      ",",
      "'",
      "\\",
      "/*",
      "*/",
      "//",
      "\n",
      "\r",
      "\uFEFF",
      "\ud83d",
      "😀",
      "1. f(",
      ")",
      "$1",
      "#E1 = T[",
      '"calls"',
      '"tool"',
      '"name"',
      '"arguments"',
      '"function"',
      "${",
      "{}",
      "[]",
      "null",
      "1e999",
      " ",
      "x",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), fc.nat(50), fc.nat(50), (parts, offset, length) => {
        const text = parts.join("");
        const parsed = parseManifest(text, length > 25 ? { within: { offset, length } } : {});
        for (const { range } of parsed.problems) {
          expect(range.offset).toBeGreaterThanOrEqual(0);
          expect(range.offset + range.length).toBeLessThanOrEqual(text.length + 1);
        }
        expect(parsed.manifest.calls.length + parsed.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(["[", '{"a":', "[/*", '["', "{'", "1. f(", "#E1 = T[", '["a[', "${"])(
    "takes time in proportion: %j over and over",
    (piece) => {
      expect(processorMs(() => void parseManifest(piece.repeat(50_000)))).toBeLessThan(10_000);
    },
  );

  it("finds the calls in a long log quickly", () => {
    const line = `12:00 INFO [x] "it's ${"y".repeat(80)}" {"level":3,"data":[1,2,{"k":"v"}]}\n`;
    const call = `DEBUG {"tool_name":"t","parameters":{"p":"q"}}\n`;
    const spentMs = processorMs(() => expect(readBack((line.repeat(80) + call).repeat(200))).toHaveLength(200));
    expect(spentMs).toBeLessThan(8000);
  });
});

describe("text around a manifest", () => {
  const manifest = '{ "version": 1, "calls": [{ "tool": "wait", "arguments": { "durationMs": 1 } }] }';

  it("is a problem after it, since it was meant to be part of it", () => {
    const { problems } = parseManifest(`${manifest}]}`);
    expect(problems.map(({ severity, range }) => [severity, range.offset])).toEqual([["error", manifest.length]]);
  });

  it("is passed over where the manifest stands in prose", () => {
    const { manifest: read, problems } = parseManifest(`Try this:\n\n${manifest}\n\nThat is all.`);
    expect(problems).toEqual([]);
    expect(read.calls).toHaveLength(1);
  });
});
