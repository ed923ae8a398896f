import { askedWithoutSecrets } from "../../../../src/node/tasks/models/askedModel";
import { noRedaction } from "../../../../src/node/runs/redaction/redactor";
import { afterEach, describe, expect, it } from "vitest";
import { offerTools } from "../../../../src/node/tasks/offering/offeredTools";
import { openAiModel } from "../../../../src/node/tasks/models/openaiModel";
import { Task } from "../../../../src/node/tasks/task";
import type { TaskEnding } from "../../../../src/node/tasks/taskEvents";
import { startScriptedModel, type ScriptedAnswer, type ScriptedModel } from "../../../fixtures/models/scriptedModel";
import { FakeRun, text, tools } from "./fakeRun";

const open: ScriptedModel[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((model) => model.close()));
});

const answer: ScriptedAnswer = { text: "Done." };

async function taskWith(
  script: readonly ScriptedAnswer[],
  prompt = "Do it.",
): Promise<{ ending: TaskEnding; run: FakeRun; model: ScriptedModel; made: unknown[] }> {
  const model = await startScriptedModel(script);
  open.push(model);
  const run = new FakeRun((call) => text(`result of ${call.id}`));
  const task = new Task({
    prompt,
    mode: "plan",
    model: askedWithoutSecrets(openAiModel({ baseUrl: model.baseUrl, model: "hostile" }), noRedaction),
    offered: offerTools(tools),
    run,
    emit: () => undefined,
    signal: new AbortController().signal,
  });
  const ending = await task.start();
  return { ending, run, model, made: run.calls.map(({ tool, arguments: args }) => [tool.name, args]) };
}

function stream(body: string): ScriptedAnswer {
  return { raw: { headers: { "content-type": "text/event-stream" }, body } };
}

/** An answer of these deltas, which ends without usage and without `[DONE]`. */
function deltas(...each: readonly unknown[]): ScriptedAnswer {
  const chunks = [
    ...each.map((delta) => ({ choices: [{ index: 0, delta, finish_reason: null }] })),
    { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
  ];
  return stream(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join(""));
}

/** A delta with pieces of tool calls, each as its fields and those of its function. */
function pieces(...each: readonly { readonly fields?: object; readonly function?: object | null }[]) {
  return { tool_calls: each.map(({ fields, function: given }) => ({ ...fields, function: given })) };
}

const x = ["search", { query: "x" }];
const y = ["search", { query: "y" }];
const searchFor = (query: string): object => ({ name: "search", arguments: JSON.stringify({ query }) });
const named = { name: "search", arguments: "" };
const rest = (args: unknown): object => ({ arguments: args });

describe("calls from a server that streams in ways of its own", () => {
  const cases: readonly [string, ScriptedAnswer, readonly unknown[]][] = [
    [
      "two in one chunk without an index",
      deltas(pieces({ function: searchFor("x") }, { function: searchFor("y") })),
      [x, y],
    ],
    [
      "one after another under one index, without ids",
      deltas(
        pieces({ fields: { index: 0 }, function: named }),
        pieces({ fields: { index: 0 }, function: rest('{"query":"x"}') }),
        pieces({ fields: { index: 0 }, function: named }),
        pieces({ fields: { index: 0 }, function: rest('{"query":"y"}') }),
      ),
      [x, y],
    ],
    [
      "one after another under one index and one id",
      deltas(
        pieces({ fields: { index: 0, id: "same" }, function: named }),
        pieces({ fields: { index: 0, id: "same" }, function: rest('{"query":"x"}') }),
        pieces({ fields: { index: 0, id: "same" }, function: named }),
        pieces({ fields: { index: 0, id: "same" }, function: rest('{"query":"y"}') }),
      ),
      [x, y],
    ],
    [
      "in turns under one index, told apart by ids",
      deltas(
        pieces({ fields: { index: 0, id: "a" }, function: named }),
        pieces({ fields: { index: 0, id: "b" }, function: named }),
        pieces({ fields: { index: 0, id: "a" }, function: rest('{"query":') }),
        pieces({ fields: { index: 0, id: "b" }, function: rest('{"query":"y"}') }),
        pieces({ fields: { index: 0, id: "a" }, function: rest('"x"}') }),
      ),
      [y, x],
    ],
    [
      "with another id in every piece",
      deltas(
        pieces({ fields: { index: 0, id: "1" }, function: named }),
        pieces({ fields: { index: 0, id: "2" }, function: rest('{"query"') }),
        pieces({ fields: { index: 0, id: "3" }, function: rest(':"x"}') }),
        pieces({ fields: { index: 1, id: "4" }, function: named }),
        pieces({ fields: { index: 1, id: "5" }, function: rest('{"query":"y"}') }),
      ),
      [x, y],
    ],
    [
      "with id and name in every piece, also behind the last",
      deltas(
        pieces({ fields: { index: 0, id: "a" }, function: { name: "search", arguments: '{"query"' } }),
        pieces({ fields: { index: 0, id: "a" }, function: { name: "search", arguments: ':"x"}' } }),
        pieces({ fields: { index: 0, id: "a" }, function: { name: "search", arguments: "" } }),
      ),
      [x],
    ],
    [
      "with a name in two pieces",
      deltas(
        pieces({ fields: { index: 0, id: "a" }, function: { name: "sea" } }),
        pieces({ fields: { index: 0 }, function: { name: "rch" } }),
        pieces({ fields: { index: 0 }, function: rest('{"query":"x"}') }),
      ),
      [x],
    ],
    [
      "with fields that are null",
      deltas(
        pieces({ fields: { index: null, id: null, type: null }, function: { name: "search", arguments: null } }),
        pieces({ fields: { index: null, id: null }, function: { name: null, arguments: '{"query":"x"}' } }),
        pieces({ function: null }),
        { content: null, tool_calls: null },
        null,
      ),
      [x],
    ],
    [
      "with arguments that are JSON within JSON",
      deltas(pieces({ function: { name: "search", arguments: JSON.stringify(JSON.stringify({ query: "x" })) } })),
      [x],
    ],
    [
      "behind thoughts",
      deltas(
        { reasoning_content: "Hm. {" },
        { reasoning: "}", reasoning_details: [{ type: "text" }] },
        { content: "<think>" },
        pieces({ fields: { index: 0, id: "a" }, function: searchFor("x") }),
      ),
      [x],
    ],
  ];
  it.each(cases)("are made as they were meant: %s", async (_name, script, expected) => {
    const { ending, made } = await taskWith([script, answer]);
    expect(made).toEqual(expected);
    expect(ending).toEqual({ outcome: "answered", answer: "Done." });
  });

  it("are read between comments, with any ends of lines, and without a space or an end", async () => {
    const chunk = JSON.stringify({ choices: [{ delta: pieces({ function: searchFor("x") }) }] });
    const half = Math.floor(chunk.length / 2);
    const { made } = await taskWith([
      stream(`: keep-alive\r\n\r\nevent: message\r\nid: 7\r\ndata:${chunk}\r\n\r\n: ping\n\n`),
      answer,
    ]);
    expect(made).toEqual([x]);
    const cut = await taskWith([stream(`data: ${chunk}\r\rdata: ${chunk.slice(0, half)}`), answer, answer]);
    expect(cut.made).toEqual([x]);
  });
});

describe("a model that does not keep to anything", () => {
  it("is told of calls that it refers to and never made, and its lies lead nowhere", async () => {
    const call = { name: "write", arguments: { path: "${stolen}", run_after: ["nobody"] } };
    const { ending, run, model } = await taskWith([{ calls: [call] }, { calls: [call] }, { calls: [call] }, answer]);
    expect(run.calls).toEqual([]);
    expect(ending).toEqual({ outcome: "answered", answer: "Done." });
    expect(JSON.stringify(model.requests[1]?.body.messages)).toContain("no call has that id");
  });

  it("is stopped when it calls for ever, each time something else", async () => {
    const model = await startScriptedModel((_body, turn) => ({
      calls: Array.from({ length: 80 }, (_, place) => ({ name: "search", arguments: { query: `${turn} ${place}` } })),
    }));
    open.push(model);
    const run = new FakeRun((call) => text(call.id));
    const options = { prompt: "", mode: "agent" as const, offered: offerTools(tools), run, emit: () => undefined };
    const asked = askedWithoutSecrets(openAiModel({ baseUrl: model.baseUrl, model: "endless" }), noRedaction);
    const ending = await new Task({ ...options, model: asked, signal: new AbortController().signal }).start();
    expect(ending).toMatchObject({ outcome: "stopped" });
    expect(run.calls).toHaveLength(200);
  });

  it("that answers with a page which claims to be JSON is said to be no model", async () => {
    const { ending } = await taskWith([{ raw: { body: "<!doctype html><title>Sign in</title>" } }]);
    expect(ending).toMatchObject({ outcome: "failed", failure: { kind: "badResponse" } });
  });

  it("that reports an error as an event of its own is quoted", async () => {
    const { ending } = await taskWith([stream('event: error\ndata: {"error":{"message":"overloaded"}}\n\n')]);
    expect(ending).toMatchObject({
      outcome: "failed",
      failure: { message: expect.stringContaining("overloaded") as string },
    });
  });

  it("gets a prompt of a megabyte whole", async () => {
    const prompt = "a long story ".repeat(80_000);
    const { ending, model } = await taskWith([answer], prompt);
    expect(ending.outcome).toBe("answered");
    expect(model.requests[0]?.body.messages.at(-1)?.content).toBe(prompt);
  });
});
