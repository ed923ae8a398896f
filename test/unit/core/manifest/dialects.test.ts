import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Json, JsonObject } from "../../../../src/core/model/data/json";
import type { Dialect } from "../../../../src/core/model/manifest";
import { resolveReferences } from "../../../../src/core/manifest/references/references";
import { parseManifest } from "../../../../src/core/manifest/parse";
import { readBack, type Wanted } from "./readBack";

const writers: Record<string, (call: Wanted, id: string) => Json> = {
  native: (call) => ({ tool: call.tool, arguments: call.arguments }),
  "openai-chat": (call, id) => ({
    id,
    type: "function",
    function: { name: call.tool, arguments: JSON.stringify(call.arguments) },
  }),
  "openai-responses": (call, id) => ({
    type: "function_call",
    call_id: id,
    name: call.tool,
    arguments: JSON.stringify(call.arguments, undefined, 2),
  }),
  anthropic: (call, id) => ({ type: "tool_use", id, name: call.tool, input: call.arguments }),
  gemini: (call) => ({ functionCall: { name: call.tool, args: call.arguments } }),
  mcp: (call, id) => ({
    jsonrpc: "2.0",
    id,
    method: "tools/call",
    params: { name: call.tool, arguments: call.arguments },
  }),
  langchain: (call, id) => ({ name: call.tool, args: call.arguments, id, type: "tool_call" }),
  "ai-sdk": (call, id) => ({ type: "tool-call", toolCallId: id, toolName: call.tool, input: call.arguments }),
  aiecs: (call) => ({ tool_name: call.tool, parameters: call.arguments }),
  bedrock: (call, id) => ({ toolUse: { toolUseId: id, name: call.tool, input: call.arguments } }),
  ollama: (call) => ({ function: { name: call.tool, arguments: call.arguments } }),
};

const wrappers: ((calls: Json[]) => Json)[] = [
  (calls) => calls,
  (calls) => ({ role: "assistant", content: calls }),
  (calls) => ({ choices: [{ message: { role: "assistant", tool_calls: calls }, finish_reason: "tool_calls" }] }),
  (calls) => ({
    messages: [
      { role: "user", content: "go" },
      { role: "assistant", content: [{ type: "text", text: "x" }, ...calls] },
    ],
  }),
  (calls) => ({ candidates: [{ content: { parts: [{ text: "hm" }, ...calls] } }] }),
  (calls) => ({ output: { message: { content: calls } }, stopReason: "tool_use" }),
];

const toolName = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}(\/[a-z_]{1,8})?$/);
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("${a}", "$${b}", "${env:X}", "$$${", "it's {", "[", '"', "$1", "😀"),
);
const value: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(fc.oneof(text, fc.constant("__proto__")), tie("json"), { maxKeys: 3 }),
  ),
})).json;
const args = fc.dictionary(text, value, { maxKeys: 4 }) as fc.Arbitrary<JsonObject>;
const call = fc.record({ tool: toolName, arguments: args });
const written = fc.record({
  call,
  dialect: fc.constantFrom(...Object.keys(writers).filter((name) => name !== "native")),
});

/** What the tools get: escapes are ended. */
function sent(calls: readonly Wanted[]): Wanted[] {
  return calls.map((each) => ({ tool: each.tool, arguments: resolveReferences(each.arguments, () => undefined) }));
}

describe("calls in the forms of providers", () => {
  it("reads back what was written, in every form, mixed and wrapped, word for word", () => {
    fc.assert(
      fc.property(
        fc.array(written, { minLength: 1, maxLength: 6 }),
        fc.nat(wrappers.length - 1),
        fc.boolean(),
        (list, wrapper, spread) => {
          const calls = list.map((each, index) => writers[each.dialect]!(each.call, `id_${index}`));
          const document = JSON.stringify(wrappers[wrapper]!(calls), undefined, spread ? 2 : 0);
          expect(sent(readBack(document))).toEqual(list.map((each) => each.call));
          const dialects = parseManifest(document).manifest.calls.map((each) => each.dialect);
          expect(dialects).toEqual(list.map((each) => each.dialect));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("reads the same calls out of a log", () => {
    const noise = fc.constantFrom(
      "INFO [main] started",
      "it's \"quoted",
      "12:30:01 {unclosed",
      "[1] [2",
      "",
      "\t- a list (1)",
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(written, noise), { minLength: 1, maxLength: 6 }),
        fc.constantFrom("\n", "\r\n"),
        (list, lineBreak) => {
          const lines = list.flatMap(([each, before], index) => [
            before,
            `DEBUG ${JSON.stringify(writers[each.dialect]!(each.call, `id_${index}`))}`,
          ]);
          expect(sent(readBack(`log\n${lines.join(lineBreak)}`))).toEqual(list.map(([each]) => each.call));
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each<[Dialect, string, Json]>([
    [
      "openai-chat",
      "a message with the older function_call",
      { role: "assistant", function_call: { name: "t", arguments: '{"a":1}' } },
    ],
    [
      "openai-chat",
      "arguments that already are an object",
      { id: "c", type: "function", function: { name: "t", arguments: { a: 1 } } },
    ],
    ["openai-chat", "the function cut out of its call", { name: "t", arguments: '{"a":1}' }],
    ["anthropic", "a call to a connected MCP server", { type: "mcp_tool_use", id: "x", name: "t", input: { a: 1 } }],
    ["gemini", "the spelling of Python", { function_call: { name: "t", args: { a: 1 } } }],
    ["gemini", "the list of the SDK", { functionCalls: [{ name: "t", args: { a: 1 } }] }],
    ["mcp", "the parameters alone", { name: "t", arguments: { a: 1 } }],
    ["mcp", "a request without the version", { method: "tools/call", params: { name: "t", arguments: { a: 1 } } }],
    ["langchain", "no id and no type", { name: "t", args: { a: 1 } }],
    ["ai-sdk", "version 4", { type: "tool-call", toolCallId: "x", toolName: "t", args: { a: 1 } }],
    ["ai-sdk", "input as a string", { type: "tool-call", toolCallId: "x", toolName: "t", input: '{"a":1}' }],
    [
      "ai-sdk",
      "a part of a message for an interface",
      { type: "tool-t", toolCallId: "x", state: "input-available", input: { a: 1 } },
    ],
    [
      "ai-sdk",
      "an invocation",
      { type: "tool-invocation", toolInvocation: { toolCallId: "x", toolName: "t", args: { a: 1 } } },
    ],
    [
      "ollama",
      "a response",
      { model: "m", message: { role: "assistant", tool_calls: [{ function: { name: "t", arguments: { a: 1 } } }] } },
    ],
    ["nestful", "a step", { name: "t", label: "$var1", arguments: { a: 1 } }],
  ])("reads %s: %s", (dialect, _what, json) => {
    const { calls } = parseManifest(JSON.stringify(json)).manifest;
    expect(calls).toMatchObject([{ tool: "t", arguments: { a: 1 }, dialect }]);
  });

  it("leaves definitions, choices, results and requests that call no tool alone", () => {
    const others = [
      {
        tools: [
          { type: "function", function: { name: "t", parameters: {} } },
          { name: "t", input_schema: {} },
        ],
      },
      { tool_choice: { type: "function", function: { name: "t" } } },
      { role: "tool", tool_call_id: "x", name: "t", content: '{"name":"t","args":{}}' },
      { jsonrpc: "2.0", id: 1, method: "prompts/get", params: { name: "t", arguments: {} } },
      { type: "tool-result", toolCallId: "x", toolName: "t", input: {}, output: "x" },
      { prompts: [{ name: "p", arguments: [{ name: "a" }] }] },
      { type: "function_call_output", call_id: "x", output: "{}" },
    ];
    expect(readBack(JSON.stringify(others))).toEqual([]);
  });

  it("takes a call once that a library keeps three times in one message", () => {
    const message = {
      content: [{ type: "tool_use", id: "x", name: "t", input: { a: 1 } }],
      additional_kwargs: { tool_calls: [{ id: "x", type: "function", function: { name: "t", arguments: '{"a":1}' } }] },
      tool_calls: [{ name: "t", args: { a: 1 }, id: "x", type: "tool_call" }],
    };
    expect(readBack(JSON.stringify(message))).toEqual([{ tool: "t", arguments: { a: 1 } }]);
  });

  it("keeps every call when ids are missing, empty or repeated", () => {
    const calls = ["a", "a", "", undefined, "b"].map((id) => ({ type: "tool_use", id, name: "t", input: {} }));
    const { manifest, problems } = parseManifest(JSON.stringify(calls));
    expect(manifest.calls.map(({ id, providerId }) => [id, providerId])).toEqual([
      [undefined, "a"],
      [undefined, "a"],
      [undefined, undefined],
      [undefined, undefined],
      ["b", "b"],
    ]);
    expect(problems.map(({ severity }) => severity)).toEqual(["hint", "hint"]);
  });

  it("reads calls that a log keeps as text, with ranges inside the string", () => {
    const line = JSON.stringify({
      level: "info",
      message: `calling ${JSON.stringify({ tool_name: "t", parameters: { 'a"b': "é" } })}`,
    });
    const parsed = parseManifest(line);
    expect(parsed.manifest.calls).toMatchObject([{ tool: "t", arguments: { 'a"b': "é" }, dialect: "aiecs" }]);
    const { offset, length } = parsed.toolRange(0);
    expect(line.slice(offset, offset + length)).toBe(String.raw`\"t\"`);
  });

  describe("that were streamed", () => {
    const read = (events: readonly Json[], asLines = true) => {
      const lines = events.map((event) => `data: ${JSON.stringify(event)}`).join("\n\n");
      const { manifest, problems } = parseManifest(asLines ? lines : JSON.stringify(events));
      const calls = manifest.calls.map((call) => `${call.id ?? "-"} ${call.tool} ${JSON.stringify(call.arguments)}`);
      return [...calls, ...problems.map(({ severity, message }) => `${severity}: ${message}`)];
    };
    const chat = (index: number, fn: Json, id?: string): Json => ({
      id: "answer",
      choices: [
        { delta: { tool_calls: [{ index, ...(id !== undefined && { id, type: "function" }), function: fn }] } },
      ],
    });
    const chunks = [
      chat(0, { name: "read", arguments: "" }, "c1"),
      chat(0, { arguments: '{"path":' }),
      chat(1, { name: "write", arguments: '{"path":"b' }, "c2"),
      chat(0, { arguments: '"a"}' }),
      chat(1, { arguments: '.txt"}' }),
    ];

    it("by OpenAI's Chat, in a log and in a list, are put together", () => {
      const whole = ['c1 read {"path":"a"}', 'c2 write {"path":"b.txt"}'];
      expect(read(chunks)).toEqual(whole);
      expect(read(chunks, false)).toEqual(whole);
    });

    it("are left out, with a word, where the stream breaks off", () => {
      expect(read(chunks.slice(0, 4))).toEqual([
        'c1 read {"path":"a"}',
        "warning: The stream breaks off in the arguments of write. This call was left out.",
      ]);
    });

    it("by Anthropic are put together, and empty where nothing follows", () => {
      const begin = (index: number, name: string): Json => ({
        type: "content_block_start",
        index,
        content_block: { type: "tool_use", id: name, name, input: {} },
      });
      const more = (index: number, partial_json: string): Json => ({
        type: "content_block_delta",
        index,
        delta: { type: "input_json_delta", partial_json },
      });
      expect(read([begin(1, "read"), more(1, '{"path"'), more(1, ': "a"}'), begin(2, "list"), more(2, "")])).toEqual([
        'read read {"path":"a"}',
        "list list {}",
      ]);
    });

    it("by OpenAI's Responses and the AI SDK are taken once, when they are complete", () => {
      const item = { type: "function_call", call_id: "c1", name: "read", arguments: '{"path":"a"}' };
      const events: Json[] = [
        { type: "response.output_item.added", item: { ...item, arguments: "" } },
        { type: "response.output_item.done", item },
        { type: "response.completed", response: { output: [item] } },
      ];
      expect(read(events)).toEqual(['c1 read {"path":"a"}']);
      expect(
        read([
          { type: "tool-input-start", toolCallId: "t1", toolName: "read" },
          { type: "tool-input-available", toolCallId: "t1", toolName: "read", input: { path: "a" } },
          { type: "tool-output-available", toolCallId: "t1", output: "text" },
        ]),
      ).toEqual(['t1 read {"path":"a"}']);
    });
  });

  it("lets a provider's call use the result of another by its id, and nothing else", () => {
    const calls = [
      { id: "c1", type: "function", function: { name: "t", arguments: "" } },
      { type: "tool_use", id: "c2", name: "t", input: { a: "${c1.x}", b: "${env:HOME} ${c9} $${c1}" } },
    ];
    expect(readBack(JSON.stringify(calls))[1]!.arguments).toEqual({ a: "${c1.x}", b: "$${env:HOME} $${c9} $$${c1}" });
  });
});
