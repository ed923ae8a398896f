import { setTimeout as pause } from "node:timers/promises";
import { generateText, jsonSchema, stepCountIs, tool, type LanguageModel } from "ai";
import { OpenAI } from "openai";
import { openAiModel } from "../../src/planner/openaiModel";
import { offerTools } from "../../src/planner/offeredTools";
import { SessionRun } from "../../src/planner/sessionRun";
import { Task } from "../../src/planner/task";
import { newRunId } from "../../src/runs/journal";
import { prepare } from "../../src/runs/prepare";
import { noRedaction } from "../../src/runs/redaction/redactor";
import { standardDefaults } from "../../src/plan/plan";
import type { Tool } from "../../src/model/tool";
import { startScriptedModel } from "../fixtures/models/scriptedModel";
import { row, rowAtLeast, type Row } from "./measure";
import { shapes, takesMs, toolName, turnOf, type Shape, type Way } from "./taskShapes";

const tokensPerSecond = 50;
/** What a hosted model takes before it begins to write, in milliseconds; every request pays it. */
const firstTokenMs = 300;
const prompt = "Look it up.";
const schema = {
  type: "object" as const,
  properties: { query: { type: "string" as const } },
  required: ["query"],
  additionalProperties: false,
};
const description = "Looks something up.";

interface Surroundings {
  readonly shape: Shape;
  readonly baseUrl: string;
  /** Which script the server follows, said as the model's name. */
  readonly way: Way;
}

/** Whole tasks, from the prompt to the last word of the answer, on a model that streams at 50 tokens a second. */
export async function tasks(quick: boolean): Promise<Row[]> {
  // The first of each loads its package.
  for (const run of [ours, runTools, aiSdk, sequential]) await timed({ name: "nothing", calls: [] }, "agent", run);
  const rows: Row[] = [];
  for (const shape of quick ? shapes.slice(0, 1) : shapes) rows.push(...(await rowsOf(shape)));
  return rows;
}

async function rowsOf(shape: Shape): Promise<Row[]> {
  const plan = await timed(shape, "plan", ours);
  const agent = await timed(shape, "agent", ours);
  const helpers = {
    "openai runTools": await timed(shape, "agent", runTools),
    "ai generateText": await timed(shape, "agent", aiSdk),
  };
  const react = await timed(shape, "react", sequential);
  const group = `task: ${shape.name}`;
  const bestHelper = Math.min(...Object.values(helpers));
  return [
    row(group, "plan", plan, "ms"),
    row(group, "agent", agent, "ms"),
    ...Object.entries(helpers).map(([name, ms]) => row(group, name, ms, "ms")),
    row(group, "sequential ReAct", react, "ms"),
    // The best that LLMCompiler's paper reports over ReAct is the goal on every shape.
    rowAtLeast(group, "plan against ReAct", react / plan, "×", 3.7),
    rowAtLeast(group, "plan against the best helper", bestHelper / plan, "×", 1),
    rowAtLeast(group, "agent against the best helper", bestHelper / agent, "×", 1),
  ];
}

async function timed(shape: Shape, way: Way, run: (surroundings: Surroundings) => Promise<unknown>): Promise<number> {
  const server = await startScriptedModel(
    ({ messages }) => ({
      ...turnOf(shape, way, messages.filter(({ role }) => role === "assistant").length),
      delayMs: firstTokenMs,
    }),
    { tokensPerSecond },
  );
  try {
    const startedAt = performance.now();
    await run({ shape, way, baseUrl: server.baseUrl });
    return performance.now() - startedAt;
  } finally {
    await server.close();
  }
}

async function ours({ shape, way, baseUrl }: Surroundings): Promise<void> {
  const lookUp: Tool = {
    source: "bench",
    name: toolName,
    description,
    inputSchema: schema,
    annotations: { readOnlyHint: true },
  };
  const source = {
    name: "bench",
    isPassive: true as const,
    list: () => Promise.resolve([lookUp]),
    call: async (_name: string, { query }: { readonly query?: unknown }) => {
      await pause(takesMs(shape, String(query)));
      return { content: [{ type: "text" as const, text: "found" }] };
    },
    close: () => Promise.resolve(),
  };
  const prepared = await prepare({
    text: '{"version": 1, "maxConcurrency": 10, "calls": []}',
    servers: "start",
    environment: {
      defaults: standardDefaults,
      redaction: noRedaction,
      extraSources: [source],
      env: () => undefined,
      askInput: () => Promise.resolve(undefined),
      log: () => undefined,
    },
  });
  const startedAt = Date.now();
  const header = prepared.header(newRunId(startedAt), "bench", startedAt);
  const session = prepared.session({ header, growing: true });
  const round = session.start();
  const ending = await new Task({
    prompt,
    mode: way === "plan" ? "plan" : "agent",
    model: openAiModel({ baseUrl, model: way }),
    offered: offerTools([lookUp]),
    run: new SessionRun(prepared, session, () => false),
    emit: () => undefined,
    signal: new AbortController().signal,
  }).start();
  session.endGrowth();
  await round;
  await session.close();
  const succeeded = session.state.calls.filter((call) => call.ending?.outcome === "succeeded").length;
  if (ending.outcome !== "answered" || succeeded !== shape.calls.length) throw new Error(JSON.stringify(ending));
}

function clientOf(baseURL: string): OpenAI {
  return new OpenAI({ baseURL, apiKey: "none", maxRetries: 0 });
}

async function runTools({ shape, way, baseUrl }: Surroundings): Promise<void> {
  const runner = clientOf(baseUrl).chat.completions.runTools({
    model: way,
    stream: true,
    messages: [{ role: "user", content: prompt }],
    tools: [
      {
        type: "function",
        function: {
          name: toolName,
          description,
          parameters: schema,
          parse: (text: string) => JSON.parse(text) as { query: string },
          function: async ({ query }: { query: string }) => {
            await pause(takesMs(shape, query));
            return "found";
          },
        },
      },
    ],
  });
  await runner.finalContent();
}

/** The helper's own loop over a model that asks the same server in the same way; it starts tools when a turn has ended. */
async function aiSdk({ shape, way, baseUrl }: Surroundings): Promise<void> {
  const client = clientOf(baseUrl);
  const model = {
    specificationVersion: "v4",
    provider: "bench",
    modelId: way,
    supportedUrls: {},
    doStream: () => Promise.reject(new Error("not streamed")),
    async doGenerate({ prompt: said }) {
      const turns = said.filter(({ role }) => role === "assistant");
      const completion = await client.chat.completions
        .stream({
          model: way,
          messages: [
            { role: "user", content: prompt },
            ...turns.map(() => ({ role: "assistant" as const, content: "…" })),
          ],
        })
        .finalChatCompletion();
      const { content, tool_calls: calls = [] } = completion.choices[0]?.message ?? { content: "" };
      return {
        content: [
          ...(content ? [{ type: "text" as const, text: content }] : []),
          ...calls.flatMap((each) =>
            each.type === "function"
              ? [
                  {
                    type: "tool-call" as const,
                    toolCallId: each.id,
                    toolName: each.function.name,
                    input: each.function.arguments,
                  },
                ]
              : [],
          ),
        ],
        finishReason: { unified: calls.length > 0 ? ("tool-calls" as const) : ("stop" as const), raw: undefined },
        usage: {
          inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
          outputTokens: { total: 1, text: 1, reasoning: 0 },
        },
        warnings: [],
      };
    },
  } satisfies LanguageModel;
  await generateText({
    model,
    prompt,
    stopWhen: stepCountIs(20),
    tools: {
      [toolName]: tool({
        description,
        inputSchema: jsonSchema<{ query: string }>(schema),
        execute: async ({ query }) => {
          await pause(takesMs(shape, query));
          return "found";
        },
      }),
    },
  });
}

/** A thought, a call, its result, and so on: what LLMCompiler is compared with. */
async function sequential({ shape, way, baseUrl }: Surroundings): Promise<void> {
  const client = clientOf(baseUrl);
  const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: prompt }];
  for (;;) {
    const completion = await client.chat.completions.stream({ model: way, messages }).finalChatCompletion();
    const message = completion.choices[0]?.message;
    const [next] = message?.tool_calls ?? [];
    if (message === undefined || next?.type !== "function") return;
    messages.push(message);
    await pause(takesMs(shape, (JSON.parse(next.function.arguments) as { query: string }).query));
    messages.push({ role: "tool", tool_call_id: next.id, content: "found" });
  }
}
