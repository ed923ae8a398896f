import { createEngine } from "../../src/core/engine/engine";
import { withEngine } from "./contenders";
import { inTurns, ratio, retainedBytes, row, type Row } from "./measure";
import { instantly, planFrom } from "./workloads";

const group = "Scale: instant calls, limit 50";

/** Whether cost and memory stay in proportion up to a million calls. */
export async function scale(quick: boolean): Promise<Row[]> {
  const most = quick ? 100_000 : 1_000_000;
  const large = `${most.toLocaleString("en")} calls`;
  return [
    ...(await timeOf(most, large)),
    row(group, "bytes a call at 10,000", (await bytesLeft(10_000, false)) / 10_000, "B", 1024),
    row(group, `bytes a call at ${large}`, (await bytesLeft(most, false)) / most, "B", 1024),
    row(group, `bytes a call at ${large}, once its state is read`, (await bytesLeft(most, true)) / most, "B", 1024),
    row(group, "bytes a call left of many whose tools looked at one signal", await leftByOneSignal(quick), "B", 1),
  ];
}

async function timeOf(most: number, name: string): Promise<Row[]> {
  const small = planFrom(10_000, [], 50);
  const large = planFrom(most, [], 50);
  const took = await inTurns(2, {
    small: async () => {
      for (let run = 0; run < most / 10_000; run++) await withEngine(small, instantly);
    },
    large: () => withEngine(large, instantly),
  });
  return [
    { ...row(group, `${name}: all of it`, took.large.cpu / 1000, "s"), wall: took.large.wall / 1000 },
    ratio(group, `a call of ${name} ÷ one of 10,000`, took.large, took.small, 1.5),
  ];
}

/** What a run keeps for as long as somebody holds it, beside the results of its calls. */
function bytesLeft(count: number, readState: boolean): Promise<number> {
  const plan = planFrom(count, [], 50);
  const result = { content: [] };
  return retainedBytes(async () => {
    const engine = createEngine(plan, { invoke: () => Promise.resolve(result), emit: () => undefined });
    await engine.start();
    if (readState) engine.state.calls.at(-1);
    return engine;
  });
}

/** After 500,000 calls, or a fifth of them. Every tool looks at its own signal, and at one that outlives all of the runs. */
async function leftByOneSignal(quick: boolean): Promise<number> {
  const runs = quick ? 10 : 50;
  const { signal } = new AbortController();
  const plan = planFrom(10_000, [], 50);
  const run = () =>
    withEngine(
      plan,
      (call) => {
        signal.throwIfAborted();
        return instantly(call);
      },
      { readsSignal: true },
    );
  await run();
  const left = await retainedBytes(async () => {
    for (let each = 0; each < runs; each++) await run();
    return signal;
  });
  return Math.max(0, left) / (runs * 10_000);
}
