import {
  batches,
  levelByLevel,
  levelsInBatches,
  withAsyncAuto,
  withEngine,
  withPGraph,
  withPLimit,
  type Contender,
} from "./contenders";
import { criticalPath } from "../../src/core/model/figures/criticalPath";
import type { PlannedCall } from "../../src/core/model/plan";
import { row, type Row } from "./measure";
import { VirtualTime } from "./virtualTime";
import { chains, fanOutFanIn, layeredGraph, logNormal, planFrom, randomFrom, type Arrows } from "./workloads";

const count = 1000;

/** How long a run of heavy-tailed waits takes, against the shortest that any schedule could take. */
export async function makespan(quick: boolean): Promise<Row[]> {
  const seeds = quick ? [1, 2] : [1, 2, 3, 4, 5];
  return [...(await flat(seeds)), ...(await graphs(seeds))];
}

async function flat(seeds: readonly number[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const limit of [5, 10, 50]) {
    const group = `Makespan: ${count} heavy-tailed waits, limit ${limit}`;
    const ratios = await meanRatios(seeds, limit, () => [], { batches, "p-limit": withPLimit });
    for (const [name, ratio] of Object.entries(ratios)) {
      rows.push(row(group, name, ratio, "× bound", name === knowing && limit === 50 ? 1.05 : undefined));
    }
    rows.push(row(group, "this engine ÷ p-limit", (ratios["this engine"] ?? 0) / (ratios["p-limit"] ?? 1), "×", 1.01));
  }
  return rows;
}

async function graphs(seeds: readonly number[]): Promise<Row[]> {
  const shapes: Readonly<Record<string, (random: () => number) => Arrows>> = {
    "layers of 20": (random) => layeredGraph(count, 20, random),
    chains: (random) => chains(count, random),
    "fan-out and fan-in": (random) => fanOutFanIn(count, random),
  };
  const rows: Row[] = [];
  for (const [shape, arrows] of Object.entries(shapes)) {
    const peers = {
      "levels in batches": levelsInBatches,
      "level by level": levelByLevel,
      "async.auto": withAsyncAuto,
      "p-graph": withPGraph,
    };
    const group = `Makespan: ${count} calls of 20 tools in ${shape}, limit 8`;
    for (const [name, ratio] of Object.entries(await meanRatios(seeds, 8, arrows, peers))) {
      rows.push(row(group, name, ratio, "× bound", { "this engine": 1.1, [learned]: 1.05 }[name]));
    }
  }
  return rows;
}

const knowing = "this engine, durations known";
const learned = "this engine, durations of tools learned";

/** Of each contender: its makespan as a multiple of the bound, on average over the seeds. */
async function meanRatios(
  seeds: readonly number[],
  limit: number,
  arrowsFrom: (random: () => number) => Arrows,
  peers: Readonly<Record<string, Contender>>,
): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const seed of seeds) {
    const random = randomFrom(seed * 7919);
    const arrows = arrowsFrom(random);
    const isGraph = arrows.length > 0;
    // In a graph the spread is half between tools, which can be learned, and half within one, which cannot.
    const medians = Array.from({ length: 20 }, () => logNormal(random, 100, isGraph ? 0.7 : 0));
    const toolOf = (call: number) => (call * 7) % 20;
    const draw = () =>
      Array.from({ length: count }, (_, call) => logNormal(random, medians[toolOf(call)] ?? 100, isGraph ? 0.7 : 1));
    const earlier = draw();
    const durations = draw();
    const plan = planFrom(count, arrows, limit, toolOf);
    const durationOf = (call: number) => durations[call] ?? 0;
    const sum = durations.reduce((total, each) => total + each, 0);
    const bound = Math.max(criticalPath(count, plan.edges, durationOf).duration, sum / limit);
    const waits = (time: VirtualTime) => async (call: number) => {
      await time.wait(durationOf(call));
      return { content: [] };
    };
    const add = async (name: string, run: (time: VirtualTime) => Promise<unknown>) => {
      const time = new VirtualTime();
      sums[name] = (sums[name] ?? 0) + (await time.measure(() => run(time))) / bound / seeds.length;
    };
    for (const [name, peer] of Object.entries(peers)) {
      await add(name, (time) => peer({ count, limit, arrows, work: waits(time) }));
    }
    const ours = (estimateMs: (call: PlannedCall) => number | undefined) => (time: VirtualTime) =>
      withEngine(plan, waits(time), { machine: { clock: time }, earlier: { estimateMs } });
    await add(
      "this engine",
      ours(() => undefined),
    );
    if (isGraph) await add(learned, ours(meanByTool(earlier, toolOf)));
    else
      await add(
        knowing,
        ours(({ index }) => durationOf(index)),
      );
  }
  return sums;
}

function meanByTool(durations: readonly number[], toolOf: (call: number) => number) {
  const sums = new Map<number, { sum: number; count: number }>();
  durations.forEach((duration, call) => {
    const { sum, count: seen } = sums.get(toolOf(call)) ?? { sum: 0, count: 0 };
    sums.set(toolOf(call), { sum: sum + duration, count: seen + 1 });
  });
  return ({ index }: PlannedCall): number | undefined => {
    const known = sums.get(toolOf(index));
    return known && known.sum / known.count;
  };
}
