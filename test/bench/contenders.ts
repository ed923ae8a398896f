import { AIMessage } from "@langchain/core/messages";
import { tool as langChainTool } from "@langchain/core/tools";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { generateText, isStepCount, tool as aiTool } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import async from "async";
import { PGraph } from "p-graph";
import pLimit from "p-limit";
import pMap from "p-map";
import PQueue from "p-queue";
import * as z from "zod";

import { createEngine, type EngineOptions, type Invoke } from "../../src/core/engine/engine";
import type { Plan } from "../../src/core/model/plan";
import type { ToolResult } from "../../src/core/model/result";
import type { Arrows } from "./workloads";

/** What a contender runs: `work` for each of `count` calls, at most `limit` at once, in the order that `arrows` ask for. */
export interface Job {
  readonly count: number;
  readonly limit: number;
  readonly arrows: Arrows;
  readonly work: Work;
}

/** What is done for one call: the same for every contender, so that it gives what the engine asks of a tool. */
export type Work = (call: number) => Promise<ToolResult>;

export type Contender = (job: Job) => Promise<unknown>;

export const barePool: Contender = async ({ count, limit, work }) => {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: limit }, worker));
};

export const promiseChain: Contender = async ({ count, work }) => {
  for (let call = 0; call < count; call++) await work(call);
};

export const withPLimit: Contender = ({ count, limit, work }) => {
  const gate = pLimit(limit);
  return Promise.all(Array.from({ length: count }, (_, call) => gate(() => work(call))));
};

export const withPQueue: Contender = async ({ count, limit, work }) => {
  const queue = new PQueue({ concurrency: limit });
  await Promise.all(Array.from({ length: count }, (_, call) => queue.add(() => work(call))));
};

export const withPQueueAndPriorities: Contender = async ({ count, limit, work }) => {
  const queue = new PQueue({ concurrency: limit });
  await Promise.all(
    Array.from({ length: count }, (_, call) => queue.add(() => work(call), { priority: call % 10, timeout: 30_000 })),
  );
};

export const withPMap: Contender = ({ count, limit, work }) =>
  pMap(
    Array.from({ length: count }, (_, call) => call),
    work,
    { concurrency: limit },
  );

export const withPGraph: Contender = async ({ count, limit, arrows, work }) => {
  const nodes = new Map(Array.from({ length: count }, (_, call) => [String(call), { run: () => work(call) }] as const));
  await new PGraph(
    nodes,
    arrows.map(([from, to]): [string, string] => [String(from), String(to)]),
  ).run({ concurrency: limit });
};

export const withAsyncAuto: Contender = async ({ count, limit, arrows, work }) => {
  const before = dependencies(count, arrows);
  const tasks: Record<string, unknown> = {};
  for (let call = 0; call < count; call++) {
    const names = (before[call] ?? []).map((from) => `c${from}`);
    // `async` tells by the length of the function whether results come with the callback: an async one has neither.
    const run = async () => {
      await work(call);
    };
    tasks[`c${call}`] = names.length === 0 ? run : [...names, run];
  }
  await async.auto(tasks as never, limit);
};

/** As many as the limit, then the next as many when all of them are done. */
export const batches: Contender = async ({ count, limit, work }) => {
  for (let start = 0; start < count; start += limit) {
    await Promise.all(Array.from({ length: Math.min(limit, count - start) }, (_, place) => work(start + place)));
  }
};

/** Everything that can run, with the limit, then everything that can run after that. */
export const levelByLevel: Contender = (job) => inLevels(job, withPLimitOver);

export const levelsInBatches: Contender = (job) =>
  inLevels(job, async (calls, { limit, work }) => {
    for (let start = 0; start < calls.length; start += limit)
      await Promise.all(calls.slice(start, start + limit).map(work));
  });

export const withToolNode: Contender = async ({ count, work }) => {
  const called = langChainTool(async ({ number }: { number: number }) => work(number).then(() => undefined), {
    name: "work",
    description: "Works.",
    schema: z.object({ number: z.number() }),
  });
  const message = new AIMessage({
    content: "",
    tool_calls: Array.from({ length: count }, (_, number) => ({ id: `c${number}`, name: "work", args: { number } })),
  });
  await new ToolNode([called]).invoke({ messages: [message] });
};

export const withAiSdk: Contender = async ({ count, work }) => {
  const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } };
  const model = new MockLanguageModelV4({
    doGenerate: {
      content: Array.from({ length: count }, (_, number) => ({
        type: "tool-call",
        toolCallId: `c${number}`,
        toolName: "work",
        input: JSON.stringify({ number }),
      })),
      finishReason: { unified: "tool-calls", raw: "tool_calls" },
      usage,
      warnings: [],
    } as never,
  });
  const work_ = aiTool({
    inputSchema: z.object({ number: z.number() }),
    execute: async ({ number }: { number: number }) => {
      await work(number);
      return "ok";
    },
  });
  await generateText({ model, prompt: "Go.", tools: { work: work_ }, stopWhen: isStepCount(1) });
};

/** The engine, with events told to a listener. `readsSignal` has the tool look at its signal, so that there must be one. */
export async function withEngine(
  plan: Plan,
  work: Work,
  options: Partial<EngineOptions> & { readonly readsSignal?: boolean } = {},
): Promise<number> {
  const { readsSignal = false, ...engineOptions } = options;
  let events = 0;
  const invoke: Invoke = ({ index }, _args, context) => {
    if (readsSignal) context.signal.throwIfAborted();
    return work(index);
  };
  const engine = createEngine(plan, {
    invoke,
    emit: () => {
      events++;
    },
    ...engineOptions,
  });
  await engine.start();
  return events;
}

function dependencies(count: number, arrows: Arrows): readonly (readonly number[])[] {
  const before = Array.from({ length: count }, (): number[] => []);
  for (const [from, to] of arrows) before[to]?.push(from);
  return before;
}

async function inLevels(job: Job, runLevel: (calls: readonly number[], job: Job) => Promise<unknown>): Promise<void> {
  const before = dependencies(job.count, job.arrows);
  const level: number[] = [];
  const levels: number[][] = [];
  for (let call = 0; call < job.count; call++) {
    const own = Math.max(-1, ...(before[call] ?? []).map((from) => level[from] ?? 0)) + 1;
    level.push(own);
    (levels[own] ??= []).push(call);
  }
  for (const calls of levels) await runLevel(calls, job);
}

function withPLimitOver(calls: readonly number[], { limit, work }: Job): Promise<unknown> {
  const gate = pLimit(limit);
  return Promise.all(calls.map((call) => gate(() => work(call))));
}
