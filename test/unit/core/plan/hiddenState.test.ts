import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEngine } from "../../../../src/core/engine/engine";
import type { JsonObject } from "../../../../src/core/model/data/json";
import type { Plan, PlannedCall } from "../../../../src/core/model/plan";
import type { SourceFacts } from "../../../../src/core/model/tool";
import { FakeClock } from "../engine/fakeClock";
import { textResult } from "../engine/plans";
import { plan, server, type ShortCall } from "./planning";

/** What servers say of themselves, each of which keeps a text that no argument names and no answer shows but to a reader. */
const servers: Readonly<Record<string, SourceFacts>> = {
  plain: server("plain", ["add_item", "list_items", "frobnicate"]),
  annotated: server("annotated", [
    { name: "add_item", annotations: { readOnlyHint: false } },
    { name: "list_items", annotations: { readOnlyHint: true } },
    { name: "frobnicate" },
  ]),
  described: server("described", [
    { name: "add_item", description: "Adds it." },
    { name: "list_items", description: "Lists them." },
    { name: "frobnicate", description: "Takes one." },
  ]),
};

interface Step {
  readonly source: string;
  readonly tool: string;
  /** How long the server takes, in milliseconds, and how long it is thought to take. */
  readonly takesMs: number;
  readonly estimateMs: number;
  readonly waitsForFirst: boolean;
}

const steps = fc.array(
  fc.record({
    source: fc.constantFrom(...Object.keys(servers)),
    tool: fc.constantFrom("add_item", "list_items", "list_items", "frobnicate"),
    takesMs: fc.integer({ min: 1, max: 40 }),
    estimateMs: fc.integer({ min: 1, max: 1000 }),
    waitsForFirst: fc.boolean(),
  }),
  { minLength: 1, maxLength: 20 },
);

function planOf(all: readonly Step[]): Plan {
  const calls = all.map(({ source, tool, waitsForFirst }, index): ShortCall => ({
    tool: `${source}/${tool}`,
    id: `c${index}`,
    arguments: { taskId: index % 3 },
    ...(waitsForFirst && index > 1 && { dependsOn: ["c0"] }),
  }));
  const outcome = plan(calls, { sources: servers, more: { maxConcurrency: 8 } });
  expect(outcome.problems).toEqual([]);
  return outcome.plan;
}

/** What each call answers; a call that writes reads the state, and writes it when it has done its work. */
async function answersOf(toRun: Plan, all: readonly Step[]): Promise<{ answers: readonly string[]; tookMs: number }> {
  const clock = new FakeClock();
  const states = new Map<string, string>();
  const invoke = async (call: PlannedCall, _: JsonObject) => {
    const step = all[call.index]!;
    const before = states.get(step.source) ?? "";
    await new Promise<void>((done) => clock.setTimeout(done, step.takesMs));
    if (step.tool === "list_items") return textResult(`${before}|${states.get(step.source) ?? ""}`);
    states.set(step.source, `${before} ${call.index}`);
    return textResult(before);
  };
  const engine = createEngine(toRun, {
    invoke,
    emit: () => undefined,
    machine: { clock, random: () => 1 },
    earlier: { estimateMs: ({ index }) => all[index]?.estimateMs },
  });
  const round = engine.start();
  await clock.runAll();
  await round;
  return { answers: engine.state.calls.map(({ ending }) => JSON.stringify(ending)), tookMs: clock.now() };
}

describe("calls of servers whose state no argument names", () => {
  it("each answer as they do one by one, whatever reads and writes, and however long it takes", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const parallel = planOf(all);
        const { answers } = await answersOf(parallel, all);
        const oneByOne = await answersOf({ ...parallel, maxConcurrency: 1, edges: inLine(all.length) }, all);
        expect(answers).toEqual(oneByOne.answers);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it("run beside those of other servers, and readers beside readers", async () => {
    const step = (source: string, tool: string): Step => ({
      source,
      tool,
      takesMs: 10,
      estimateMs: 10,
      waitsForFirst: false,
    });
    const writers = ["plain", "annotated", "described"].flatMap((source) => [
      step(source, "add_item"),
      step(source, "add_item"),
    ]);
    expect((await answersOf(planOf(writers), writers)).tookMs).toBe(20);
    const readers = [step("plain", "add_item"), ...Array.from({ length: 7 }, () => step("plain", "list_items"))];
    expect((await answersOf(planOf(readers), readers)).tookMs).toBe(20);
  });
});

function inLine(count: number): Plan["edges"] {
  return Array.from({ length: count - 1 }, (_, index) => ({
    from: index,
    to: index + 1,
    kind: "conflict" as const,
    reason: "one by one",
  }));
}
