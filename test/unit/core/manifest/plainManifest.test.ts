import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  parseManifest,
  parseWithTree,
  type ParsedManifest,
  type ParseOptions,
} from "../../../../src/core/manifest/parse";
import { readPlainManifest } from "../../../../src/core/manifest/plainManifest";

/** Everything that can be asked about a parsed manifest. */
function allOf(parsed: ParsedManifest) {
  const { manifest, problems, native } = parsed;
  const paths = [[], ["limits"], ["limits", "a"], ["servers", "s", "env"], ["calls"], ["calls", 1], ["calls", 1, "arguments", "x"], ["nothing"]]; // prettier-ignore
  const calls = [...manifest.calls.keys(), manifest.calls.length, -1];
  return {
    manifest,
    problems,
    native,
    ranges: paths.map((path) => parsed.rangeOf(path)),
    calls: calls.map((call) => [
      parsed.callRange(call),
      parsed.toolRange(call),
      parsed.argumentRange(call, []),
      parsed.argumentRange(call, ["x", 0, "y"]),
      parsed.argumentRange(call, ["none"]),
      parsed.optionRange(call, "dependsOn"),
      parsed.optionRange(call, "id"),
    ]),
  };
}

const key = fc.constantFrom("x", "y", "calls", "tool", "__proto__", "constructor", '"', "\\", "{", "ü\n");
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, true, 0, -0, 1.5, 1e300, "", "}", '"],[{', "${a}", "$${a}", "\u0000\ud800🙂"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie("value")), { maxLength: 3 }).map(Object.fromEntries),
  ),
})).value;
const args = fc.array(fc.tuple(key, json), { maxLength: 3 }).map((entries) => Object.fromEntries(entries) as object);

const call = fc.record(
  {
    id: fc.constantFrom("a", "b", "c", "env:HOME", "", "id with spaces"),
    tool: fc.constantFrom("t", "s/t", "read_file", " ", ""),
    arguments: args,
    dependsOn: fc.constantFrom(["a"], ["b", "a"], [], "a"),
    priority: fc.constantFrom(1, -2.5, "high"),
    timeoutMs: fc.constantFrom(0, 100, -1),
    retry: fc.constantFrom({ maxAttempts: 2 }, {}),
    cache: fc.constantFrom({ ttlMs: 5 }),
    name: fc.constantFrom("t"),
    type: fc.constantFrom("tool_result", "function"),
  },
  { requiredKeys: ["tool"] },
);

const mostlyPlain = fc.record(
  { id: fc.uuid(), tool: fc.constantFrom("t", "s/t"), arguments: args, priority: fc.integer() },
  { requiredKeys: ["tool"] },
);

const manifest = fc
  .record(
    {
      $schema: fc.constant("https://example.com/x.json"),
      version: fc.constantFrom(1, 1, 1, 2),
      calls: fc.oneof(fc.array(mostlyPlain, { maxLength: 5 }), fc.array(call, { maxLength: 4 }), fc.constant([7])),
      servers: fc.constantFrom({ s: { command: "x", env: { A: "b" } } }, { s: { url: "http://h" } }, { s: {} }),
      inputs: fc.constantFrom([{ id: "i" }], [{ id: "i", type: "promptString" }]),
      limits: fc.constantFrom({ a: { maxConcurrency: 2 } }, { a: 2 }, {}),
      safety: fc.constantFrom({ t: "readOnly" }, { t: "sometimes" }),
      resources: fc.constantFrom({ t: { reads: ["x"] } }, {}),
      tools: fc.constantFrom({}, { t: { type: "process", command: "x" } }),
      maxConcurrency: fc.constantFrom(3, "auto", 0),
      timeoutMs: fc.constantFrom(1, "x"),
      maxTimeoutMs: fc.constantFrom(1, 0),
      graceMs: fc.constantFrom(0, 600_001),
      retry: fc.constant({ maxAttempts: 1 }),
      conflicts: fc.constantFrom("resource", "none"),
      other: fc.constant(1),
    },
    { requiredKeys: ["version", "calls"] },
  )
  .map((value) => value as object);

const sound = fc
  .record(
    {
      version: fc.constant(1),
      calls: fc.array(mostlyPlain, { minLength: 1, maxLength: 5 }),
      servers: fc.constant({ s: { command: "x" }, h: { url: "http://h" } }),
      limits: fc.constant({ a: { maxConcurrency: 2 } }),
      safety: fc.constant({ t: "readOnly" }),
      inputs: fc.constant([{ id: "i", type: "promptString" }]),
      maxConcurrency: fc.constantFrom(3, "auto"),
      deadlineMs: fc.nat(),
      maxTimeoutMs: fc.constantFrom(1, 90_000),
      graceMs: fc.nat({ max: 600_000 }),
      retry: fc.constant({ maxAttempts: 1 }),
    },
    { requiredKeys: ["version", "calls"] },
  )
  .map((value) => value as object);

const text = fc.tuple(fc.oneof(manifest, sound), fc.constantFrom(undefined, 2)).map(([value, indent]) => JSON.stringify(value, null, indent)); // prettier-ignore

const place = fc.constantFrom<ParseOptions>({}, { place: "userFile" }, { place: "selection" });

describe("a manifest that is read without a tree", () => {
  it("is what it is with one: calls, settings, problems and places", () => {
    let plain = 0;
    fc.assert(
      fc.property(text, place, (written, options) => {
        if (readPlainManifest(written) !== undefined) plain++;
        expect(allOf(parseManifest(written, options))).toEqual(allOf(parseWithTree(written, options)));
      }),
      { numRuns: 800 },
    );
    // Otherwise nothing was compared.
    expect(plain).toBeGreaterThan(50);
  });

  it.each([
    ["a key that stands in an object twice", '{ "version": 1, "calls": [{ "tool": "t", "arguments": { "a": 1, "a": 2 } }] }'],
    ["a list of calls that stands there twice", '{ "version": 1, "calls": [], "calls": [{ "tool": "t" }] }'],
    ["a number that cannot be kept", '{ "version": 1, "calls": [{ "tool": "t", "arguments": { "a": 12345678901234567890 } }] }'],
    ["escaped keys", String.raw`{ "version": 1, "calls": [{ "tool": "t", "arguments": { "\\": 1, "\"": 2 } }] }`],
    ["comments", '{ "version": 1, /* c */ "calls": [{ "tool": "t" }] }'],
    ["a trailing comma", '{ "version": 1, "calls": [{ "tool": "t" },] }'],
    ["what follows it", '{ "version": 1, "calls": [{ "tool": "t" }] } }'],
    ["an id that is there twice", '{ "version": 1, "calls": [{ "id": "a", "tool": "t" }, { "id": "a", "tool": "t" }] }'],
    ["calls of another form", '{ "version": 1, "calls": [{ "name": "t", "arguments": {} }] }'],
    ["deep nesting", `{ "version": 1, "calls": [{ "tool": "t", "arguments": { "a": ${"[".repeat(600)}${"]".repeat(600)} } }] }`],
  ])("is read with a tree where it has %s", (_name, written) => {
    expect(readPlainManifest(written)).toBeUndefined();
    expect(allOf(parseManifest(written))).toEqual(allOf(parseWithTree(written, {})));
  }); // prettier-ignore

  it("is read without one where it has braces, quotes and keys of its own in strings", () => {
    const written = String.raw`{ "version": 1, "limits": { "a": { "maxConcurrency": 1 } }, "calls": [ { "tool": "t", "arguments": { "x": "\"calls\": [{", "calls": [ { "y": "\\" } ] } }, {"tool":"u"} ] }`;
    expect(readPlainManifest(written)).toBeDefined();
    expect(allOf(parseManifest(written))).toEqual(allOf(parseWithTree(written, {})));
  });
});
