import { askedWithoutSecrets } from "../../src/node/tasks/models/askedModel";
import { noRedaction } from "../../src/node/runs/redaction/redactor";
import { setTimeout as pause } from "node:timers/promises";
import { generateText, jsonSchema, stepCountIs, tool, type LanguageModel } from "ai";
import { OpenAI } from "openai";
import { openAiModel } from "../../src/node/tasks/models/openaiModel";
import { offerTools } from "../../src/node/tasks/offering/offeredTools";
import { SessionRun } from "../../src/node/tasks/sessionRun";
import { Task } from "../../src/node/tasks/task";
import { newRunId } from "../../src/node/runs/journal/journal";
import { prepare } from "../../src/node/runs/prepare";
import type { Tool } from "../../src/core/model/tool";
import { plainEnvironment } from "../fixtures/runEnvironment";
import { takesMs, toolName, type Way } from "./taskScript";
import type { Shape } from "./taskShapes";

const prompt = "Look it up.";
const schema = {
  type: "object" as const,
  properties: { query: { type: "string" as const } },
  required: ["query"],
  additionalProperties: false,
};
const description = "Looks something up.";

/** What somebody who carries out a task has: the tool, and a model at an address. */
export interface Surroundings {
  readonly shape: Shape;
  readonly baseUrl: string;
  /** Which script the server follows, said as the model's name. */
  readonly way: Way;
}

/** A task as the command line runs it, with all that belongs to it but the journal. */
export async function ours({ shape, way, baseUrl }: Surroundings): Promise<void> {
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
    environment: plainEnvironment({ tools: { extraSources: [source] } }),
  });
  const startedAt = Date.now();
  const header = prepared.header(newRunId(startedAt), "bench", startedAt);
  const session = prepared.session({ header, growing: true });
  const round = session.start();
  const ending = await new Task({
    prompt,
    mode: way === "plan" ? "plan" : "agent",
    model: askedWithoutSecrets(openAiModel({ baseUrl, model: way }), noRedaction),
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

/** The loop of the `openai` package. */
export async function runTools({ shape, way, baseUrl }: Surroundings): Promise<void> {
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
export async function aiSdk({ shape, way, baseUrl }: Surroundings): Promise<void> {
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
export async function sequential({ shape, way, baseUrl }: Surroundings): Promise<void> {
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
