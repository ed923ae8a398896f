import {
  barePool,
  promiseChain,
  withAiSdk,
  withAsyncAuto,
  withEngine,
  withPGraph,
  withPLimit,
  withPMap,
  withPQueue,
  withPQueueAndPriorities,
  withToolNode,
  type Contender,
} from "./contenders";
import { inTurns, perCall, ratio, type Row } from "./measure";
import { instantly, planFrom, randomFrom, randomGraph, withPriorities, type Arrows } from "./workloads";

/** The number of calls that the goals are set for; fewer tell how much of the cost is setting up and warming up. */
const goalCount = 100_000;

/** What a call costs when its tool answers at once, beside peers that do a part of the same. */
export async function overhead(quick: boolean): Promise<Row[]> {
  const rows: Row[] = [];
  const budgetMs = quick ? 800 : 6000;
  for (const count of quick ? [goalCount] : [10_000, goalCount]) {
    for (const limit of [5, 50]) rows.push(...(await withoutGraph(count, limit, budgetMs)));
    for (const limit of [5, 50]) {
      for (const before of [2, 8]) rows.push(...(await inGraph(count, limit, before, budgetMs)));
    }
  }
  rows.push(...(await overToolRunners(quick ? 2000 : 10_000)));
  return rows;
}

async function withoutGraph(count: number, limit: number, budgetMs: number): Promise<Row[]> {
  const arrows: Arrows = [];
  const plan = withPriorities(planFrom(count, arrows, limit));
  const run = (contender: Contender) => () => contender({ count, limit, arrows, work: instantly });
  const took = await inTurns(
    15,
    {
      "promise chain": run(promiseChain),
      "bare pool": run(barePool),
      "p-limit": run(withPLimit),
      "this engine": () => withEngine(plan, instantly),
      "this engine, signal read": () => withEngine(plan, instantly, { readsSignal: true }),
      "p-map": run(withPMap),
      "p-queue": run(withPQueue),
    },
    budgetMs,
  );
  // Apart and fewer, since its cost a call grows with the number of calls.
  const few = { count: 10_000, limit, arrows, work: instantly };
  const slow = await inTurns(1, {
    "p-queue with priorities and timeout, 10,000 of them": () => withPQueueAndPriorities(few),
  });
  const group = `Overhead: ${count.toLocaleString("en")} instant calls, limit ${limit}`;
  const read = took["this engine, signal read"];
  return [
    ...perCall(group, count, took),
    ...perCall(group, few.count, slow),
    ratio(group, "this engine ÷ p-limit", took["this engine"], took["p-limit"], count === goalCount ? 1.5 : undefined),
    ratio(group, "this engine, signal read ÷ p-limit", read, took["p-limit"], count === goalCount ? 3 : undefined),
  ];
}

/** Each call waits for up to `before` others: what `p-graph` takes grows with the edges, and the engine's costs hardly do. */
async function inGraph(count: number, limit: number, before: number, budgetMs: number): Promise<Row[]> {
  const arrows = randomGraph(count, before, randomFrom(1));
  const plan = withPriorities(planFrom(count, arrows, limit));
  const job = { count, limit, arrows, work: instantly };
  const took = await inTurns(
    5,
    {
      "p-graph": () => withPGraph(job),
      "this engine": () => withEngine(plan, instantly),
    },
    budgetMs,
  );
  // On its own and smaller, since its cost a call grows with the number of calls.
  const few = 2000;
  const small = { ...job, count: few, arrows: randomGraph(few, before, randomFrom(1)) };
  const auto = await inTurns(1, { "async.auto, 2,000 of them": () => withAsyncAuto(small) });
  const group = `Overhead: ${count.toLocaleString("en")} instant calls, up to ${before} edges to each, limit ${limit}`;
  return [
    ...perCall(group, count, took),
    ...perCall(group, few, auto),
    ratio(group, "this engine ÷ p-graph", took["this engine"], took["p-graph"], count === goalCount ? 0.15 : undefined),
  ];
}

async function overToolRunners(count: number): Promise<Row[]> {
  const plan = withPriorities(planFrom(count, [], 50));
  const job = { count, limit: 50, arrows: [], work: instantly };
  const took = await inTurns(5, {
    "LangGraph ToolNode": () => withToolNode(job),
    "AI SDK generateText": () => withAiSdk(job),
    "this engine": () => withEngine(plan, instantly),
  });
  const group = `Overhead: ${count.toLocaleString("en")} instant tool calls`;
  return [
    ...perCall(group, count, took),
    ratio(group, "this engine ÷ ToolNode", took["this engine"], took["LangGraph ToolNode"], 0.15),
    ratio(group, "this engine ÷ AI SDK", took["this engine"], took["AI SDK generateText"], 0.15),
  ];
}
