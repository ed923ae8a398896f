import { describe, expect, it } from "vitest";

import type { Call, Dialect } from "../../../../src/core/model/manifest";
import type { Ending } from "../../../../src/core/model/run";
import { formatResults } from "../../../../src/core/manifest/formatResults";
import { parseManifest } from "../../../../src/core/manifest/parse";

const done: Ending = { outcome: "succeeded", result: { content: [{ type: "text", text: '{"n":1}' }] } };
const failed: Ending = { outcome: "failed", error: { kind: "tool", message: "no such file" } };

function call(dialect: Dialect, index: number, providerId?: string): Call {
  return { index, tool: "t", arguments: {}, dialect, ...(providerId !== undefined && { providerId, id: providerId }) };
}

function written(dialect: Dialect): unknown {
  return JSON.parse(formatResults([call(dialect, 0, "x"), call(dialect, 1, "y")], [done, failed]));
}

describe("results in the form of their calls", () => {
  it("are messages for OpenAI Chat", () => {
    expect(written("openai-chat")).toEqual([
      { role: "tool", tool_call_id: "x", content: '{"n":1}' },
      { role: "tool", tool_call_id: "y", content: "Error: no such file" },
    ]);
  });

  it("are one message with errors marked for Anthropic", () => {
    expect(written("anthropic")).toEqual([
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "x", content: '{"n":1}' },
          { type: "tool_result", tool_use_id: "y", content: "Error: no such file", is_error: true },
        ],
      },
    ]);
  });

  it("are function responses for Gemini, and success or error for our own form", () => {
    expect(written("gemini")).toMatchObject([
      {
        parts: [
          { functionResponse: { name: "t", response: { n: 1 } } },
          { functionResponse: { response: { error: "no such file" } } },
        ],
      },
    ]);
    expect(written("native")).toEqual([
      { id: "x", tool: "t", success: true, result: { n: 1 } },
      { id: "y", tool: "t", success: false, error: { kind: "tool", message: "no such file" } },
    ]);
  });

  it("answer JSON-RPC with the very id that was asked with, number or string", () => {
    const requests = [7, "7", "a"].map((id) => ({ jsonrpc: "2.0", id, method: "tools/call", params: { name: "t" } }));
    const { calls } = parseManifest(JSON.stringify(requests)).manifest;
    const answers = JSON.parse(formatResults(calls, [done, failed, undefined])) as { id: unknown; result: unknown }[];
    expect(answers.map(({ id }) => id)).toEqual([7, "7", "a"]);
    expect(answers[1]?.result).toEqual({ content: [{ type: "text", text: "no such file" }], isError: true });
  });

  it("of several forms stand in one list, and those of plans in text beside it", () => {
    const calls = [call("openai-chat", 0, "x"), call("aiecs", 1), call("openai-chat", 2, "z")];
    expect(JSON.parse(formatResults(calls, [done, failed, done]))).toMatchObject([
      { tool_call_id: "x" },
      { tool_call_id: "z" },
      { tool_name: "t", success: false, error: "no such file" },
    ]);
    expect(formatResults([call("rewoo", 0, "E1"), call("aiecs", 1)], [failed, done])).toMatch(
      /^#E1 = Error: no such file\n\n\[/,
    );
  });

  it.each<Dialect>(["openai-responses", "mcp", "langchain", "ai-sdk", "bedrock", "ollama", "nestful"])(
    "are a list with an entry for each call for %s",
    (dialect) => {
      expect(formatResults([call(dialect, 0, "x"), call(dialect, 1, "y")], [done, undefined])).toMatch(/has not ended/);
      expect(written(dialect)).toBeInstanceOf(Array);
    },
  );
});
