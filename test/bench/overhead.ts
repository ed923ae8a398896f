import { createEngine } from "../../src/engine/engine";
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
import { inTurns, retainedBytes, row, type Row } from "./measure";
import { planFrom, randomFrom, randomGraph, withPriorities, type Arrows } from "./workloads";

const instantly = () => Promise.resolve();

/** Microseconds a call costs when its tool answers at once, beside peers that do a part of the same. */
export async function overhead(quick: boolean): Promise<Row[]> {
  const count = quick ? 20_000 : 100_000;
  const turns = quick ? 3 : 7;
  const rows: Row[] = [];
  for (const limit of [5, 50]) {
    const arrows: Arrows = [];
    const plan = withPriorities(planFrom(count, arrows, limit));
    const run = (contender: Contender) => () => contender({ count, limit, arrows, work: instantly });
    const took = await inTurns(turns, {
      "promise chain": run(promiseChain),
      "bare pool": run(barePool),
      "p-limit": run(withPLimit),
      "p-map": run(withPMap),
      "p-queue": run(withPQueue),
      "p-queue with priorities and timeout": run(withPQueueAndPriorities),
      "this engine": () => withEngine(plan, instantly),
      "this engine, signal read": () => withEngine(plan, instantly, { readsSignal: true }),
    });
    const group = `Overhead: ${count.toLocaleString("en")} instant calls, limit ${limit}`;
    for (const [name, ms] of Object.entries(took)) rows.push(row(group, name, (ms * 1000) / count, "µs/call"));
    rows.push(row(group, "this engine ÷ p-limit", took["this engine"] / took["p-limit"], "×", 1.5));
    rows.push(
      row(group, "this engine, signal read ÷ p-limit", took["this engine, signal read"] / took["p-limit"], "×", 3),
    );
  }
  rows.push(...(await overGraphs(quick ? 50_000 : 100_000, quick ? 1 : 3)));
  rows.push(...(await overToolRunners(quick ? 2000 : 10_000, 3)));
  return rows;
}

async function overGraphs(count: number, turns: number): Promise<Row[]> {
  const rows: Row[] = [];
  const arrows = randomGraph(count, randomFrom(1));
  for (const limit of [5, 50]) {
    const plan = withPriorities(planFrom(count, arrows, limit));
    const job = { count, limit, arrows, work: instantly };
    const took = await inTurns(turns, {
      "p-graph": () => withPGraph(job),
      "this engine": () => withEngine(plan, instantly),
    });
    const group = `Overhead: ${count.toLocaleString("en")} instant calls in a random graph, limit ${limit}`;
    for (const [name, ms] of Object.entries(took)) rows.push(row(group, name, (ms * 1000) / count, "µs/call"));
    rows.push(row(group, "this engine ÷ p-graph", took["this engine"] / took["p-graph"], "×", 0.15));
  }
  // On its own and smaller, since its cost a call grows with the number of calls.
  const few = 2000;
  const job = { count: few, limit: 50, arrows: randomGraph(few, randomFrom(1)), work: instantly };
  const { auto } = await inTurns(1, { auto: () => withAsyncAuto(job) });
  rows.push(
    row("Overhead: 2,000 instant calls in a random graph, limit 50", "async.auto", (auto * 1000) / few, "µs/call"),
  );
  return rows;
}

async function overToolRunners(count: number, turns: number): Promise<Row[]> {
  const plan = withPriorities(planFrom(count, [], 50));
  const job = { count, limit: 50, arrows: [], work: instantly };
  const took = await inTurns(turns, {
    "LangGraph ToolNode": () => withToolNode(job),
    "AI SDK generateText": () => withAiSdk(job),
    "this engine": () => withEngine(plan, instantly),
  });
  const group = `Overhead: ${count.toLocaleString("en")} instant tool calls`;
  return [
    ...Object.entries(took).map(([name, ms]) => row(group, name, (ms * 1000) / count, "µs/call")),
    row(group, "this engine ÷ ToolNode", took["this engine"] / took["LangGraph ToolNode"], "×", 0.15),
    row(group, "this engine ÷ AI SDK", took["this engine"] / took["AI SDK generateText"], "×", 0.15),
  ];
}

/** Whether cost and memory stay in proportion up to a million calls. */
export async function scale(quick: boolean): Promise<Row[]> {
  const group = "Scale: instant calls, limit 50";
  const most = quick ? 200_000 : 1_000_000;
  const small = planFrom(10_000, [], 50);
  const large = planFrom(most, [], 50);
  const took = await inTurns(2, {
    small: async () => {
      for (let run = 0; run < most / 10_000; run++) await withEngine(small, instantly);
    },
    large: () => withEngine(large, instantly),
  });
  const bytes = (count: number, readState: boolean) => {
    const plan = planFrom(count, [], 50);
    const result = { content: [] };
    return retainedBytes(async () => {
      const engine = createEngine(plan, { invoke: () => Promise.resolve(result), emit: () => undefined });
      await engine.start();
      if (readState) engine.state.calls.at(-1);
      return engine;
    });
  };
  const nine = `${most.toLocaleString("en")} calls`;
  return [
    row(group, `${nine}: all of it`, took.large / 1000, "s"),
    row(group, `µs a call at ${nine} ÷ at 10,000`, took.large / took.small, "×", 1.5),
    row(group, "bytes a call at 10,000", (await bytes(10_000, false)) / 10_000, "B", 1024),
    row(group, `bytes a call at ${nine}`, (await bytes(most, false)) / most, "B", 1024),
    row(group, `bytes a call at ${nine}, once its state is read`, (await bytes(most, true)) / most, "B", 1024),
    row(group, "bytes retained a call after runs under one signal", await afterManyRuns(quick), "B", 1),
  ];
}

/** What is left when every call of many runs has looked at its signal and the runs are gone. */
async function afterManyRuns(quick: boolean): Promise<number> {
  const runs = quick ? 10 : 50;
  const plan = planFrom(10_000, [], 50);
  await withEngine(plan, instantly, { readsSignal: true });
  const left = await retainedBytes(async () => {
    for (let run = 0; run < runs; run++) await withEngine(plan, instantly, { readsSignal: true });
    return true;
  });
  return Math.max(0, left) / (runs * 10_000);
}
