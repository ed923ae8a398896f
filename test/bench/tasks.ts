import { startScriptedModel } from "../fixtures/models/scriptedModel";
import { row, rowAtLeast, type Row } from "./measure";
import { aiSdk, ours, runTools, sequential, type Surroundings } from "./taskContenders";
import { boundMs, tokensPerSecond, turnOf, type Way } from "./taskScript";
import { shapes, type Shape } from "./taskShapes";

type Contender = (surroundings: Surroundings) => Promise<unknown>;

/** Whole tasks, from the prompt to the last word of the answer, on a model that streams at 50 tokens a second. */
export async function tasks(quick: boolean): Promise<Row[]> {
  // The first of each loads its package.
  for (const run of [ours, runTools, aiSdk, sequential]) await timed({ name: "nothing", calls: [] }, "agent", run);
  const rows: Row[] = [];
  for (const shape of quick ? shapes.slice(0, 1) : shapes) rows.push(...(await rowsOf(shape, quick ? 1 : 3)));
  return rows;
}

/**
 * The contenders run side by side: they wait for timers nearly all of the time. So do the runs of ReAct, each of which
 * lasts as long as all the runs of another.
 */
async function rowsOf(shape: Shape, runs: number): Promise<Row[]> {
  const [plan, agent, openai, ai, react] = await Promise.all([
    usual(shape, "plan", ours, runs),
    usual(shape, "agent", ours, runs),
    usual(shape, "agent", runTools, runs),
    usual(shape, "agent", aiSdk, runs),
    Promise.all(Array.from({ length: runs }, () => timed(shape, "react", sequential))).then(median),
  ]);
  const group = `task: ${shape.name}`;
  const bound = boundMs(shape, "plan");
  const bestHelper = Math.min(openai, ai);
  const speedup = "plan against ReAct";
  return [
    row(group, "plan", plan, "ms"),
    row(group, "agent", agent, "ms"),
    row(group, "openai runTools", openai, "ms"),
    row(group, "ai generateText", ai, "ms"),
    row(group, "sequential ReAct", react, "ms"),
    row(group, "bound of this plan", bound, "ms"),
    row(group, "bound of this plan against ReAct", react / bound, "×"),
    shape.reportedSpeedup === undefined
      ? row(group, speedup, react / plan, "×")
      : rowAtLeast(group, speedup, react / plan, "×", shape.reportedSpeedup),
    row(group, "plan ÷ bound", plan / bound, "×", 1.05),
    row(group, "agent ÷ bound of its turns", agent / boundMs(shape, "agent"), "×", 1.05),
    rowAtLeast(group, "plan against the best helper", bestHelper / plan, "×", 1),
    rowAtLeast(group, "agent against the best helper", bestHelper / agent, "×", 1),
  ];
}

async function usual(shape: Shape, way: Way, run: Contender, runs: number): Promise<number> {
  const took: number[] = [];
  while (took.length < runs) took.push(await timed(shape, way, run));
  return median(took);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function timed(shape: Shape, way: Way, run: Contender): Promise<number> {
  const server = await startScriptedModel(
    ({ messages }) => turnOf(shape, way, messages.filter(({ role }) => role === "assistant").length),
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
