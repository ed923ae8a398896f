import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ToolFailure } from "../../../../src/core/model/failure";
import type { Edge, Plan, PlannedCall, PlanGrowth } from "../../../../src/core/model/plan";
import { applyEvent, initialRunState } from "../../../../src/core/model/runState";
import type { RunEvent } from "../../../../src/core/model/run";
import { edge, plannedCall, planOf } from "./plans";
import { Rig, type Act } from "./rig";

const empty: Plan = planOf({});

function growth(calls: readonly PlannedCall[], edges: readonly Edge[] = []): PlanGrowth {
  return { calls, edges, limits: [] };
}

/** A run that begins with nothing, is given calls at certain moments, and is told that these were all. */
async function grown(
  additions: readonly { readonly atMs: number; readonly growth: PlanGrowth; readonly unapproved?: readonly number[] }[],
  acts: Readonly<Record<string, Act>>,
  plan: Plan = empty,
  endAtMs = 0,
): Promise<Rig> {
  const rig = new Rig(plan, acts, { growing: true });
  const round = rig.engine.start();
  for (const addition of additions) {
    await rig.clock.advance(Math.max(0, addition.atMs - rig.clock.now()));
    rig.engine.grow(addition.growth, new Set(addition.unapproved));
  }
  await rig.clock.advance(Math.max(0, endAtMs - rig.clock.now()));
  rig.engine.endGrowth();
  await rig.clock.runAll();
  await round;
  return rig;
}

const a = plannedCall(0, { id: "a" });
const b = plannedCall(1, { id: "b", arguments: { from: "${a}" } });

describe("a run that grows", () => {
  it("starts each call when it comes, and goes on until it is told that no more will", async () => {
    const rig = await grown(
      [
        { atMs: 0, growth: growth([a]) },
        { atMs: 50, growth: growth([b], [edge(0, 1, "data")]) },
      ],
      { a: 10, b: 10 },
      empty,
      200,
    );
    expect(rig.told("attemptStarted", "callEnded", "roundEnded")).toEqual([
      "0 attemptStarted 0",
      "10 callEnded 0",
      "50 attemptStarted 1",
      "60 callEnded 1",
      "200 roundEnded",
    ]);
    expect(rig.engine.state.calls[1]?.sentArguments).toEqual({ from: "after 10 ms" });
  });

  it("lets a call that is added wait for one that still runs, and skips it when that fails", async () => {
    const fails = (): never => {
      throw new ToolFailure("tool", "No.");
    };
    const late: Act = async ({ clock }) => {
      await clock.wait(30);
      return fails();
    };
    const rig = await grown(
      [
        { atMs: 0, growth: growth([a]) },
        { atMs: 5, growth: growth([b], [edge(0, 1, "data")]) },
      ],
      { a: late },
    );
    expect(rig.engine.state.calls.map(({ ending }) => ending?.outcome)).toEqual(["failed", "skipped"]);
  });

  it("does not run what is added without approval before it is given", async () => {
    const rig = new Rig(empty, { a: 10 }, { growing: true });
    const round = rig.engine.start();
    rig.engine.grow(growth([a]), new Set([0]));
    await rig.clock.advance(100);
    expect(rig.engine.state.calls[0]?.phase).toBe("awaitingApproval");
    rig.engine.approve([0], "allow");
    rig.engine.endGrowth();
    await rig.clock.runAll();
    await round;
    expect(rig.told("attemptStarted")).toEqual(["100 attemptStarted 0"]);
  });

  it("ends what is added after it was cancelled", async () => {
    const rig = new Rig(empty, { a: 100 }, { growing: true });
    const round = rig.engine.start();
    rig.engine.grow(growth([a]));
    await rig.clock.advance(10);
    rig.engine.cancel();
    rig.engine.grow(growth([b]));
    await rig.clock.runAll();
    await round;
    expect(rig.engine.state.calls.map(({ ending }) => ending?.outcome)).toEqual(["cancelled", "cancelled"]);
    expect(rig.engine.state.rounds.map(({ reason }) => reason)).toEqual(["cancelled"]);
    expect(rig.told("attemptStarted")).toEqual(["0 attemptStarted 0"]);
  });

  it("keeps the order around a call that is retried late, for calls that are added behind it", async () => {
    // Three writers of one file. The first fails and is retried while the second runs; the third is added then.
    let tries = 0;
    const first: Act = async ({ clock }) => {
      await clock.wait(10);
      if (++tries === 1) throw new ToolFailure("tool", "No.");
      return { content: [] };
    };
    const start = planOf({ a: { safety: "unsafe" }, b: { safety: "unsafe", conflictsWith: ["a"] } });
    const rig = new Rig(start, { a: first, b: 20, c: 10 }, { growing: true });
    const round = rig.engine.start();
    await rig.clock.advance(15);
    void rig.engine.retry([0]);
    rig.engine.grow(growth([plannedCall(2, { id: "c", safety: "unsafe" })], [edge(1, 2, "conflict")]));
    rig.engine.endGrowth();
    await rig.clock.runAll();
    await round;
    expect(rig.told("attemptStarted", "callEnded")).toEqual([
      "0 attemptStarted 0",
      "10 callEnded 0",
      "10 attemptStarted 1",
      "30 callEnded 1",
      "30 attemptStarted 0",
      "40 callEnded 0",
      "40 attemptStarted 2",
      "50 callEnded 2",
    ]);
  });

  it("can be cancelled before it has any call", async () => {
    const rig = new Rig(empty, {}, { growing: true });
    const round = rig.engine.start();
    rig.engine.cancel();
    await round;
    expect(rig.engine.state.rounds[0]?.reason).toBe("cancelled");
  });

  it("holds new calls to the limits of those that are there", async () => {
    const limit = (calls: readonly number[]) => [{ name: "test/*", calls, maxConcurrency: 1 }];
    const rig = await grown(
      [
        { atMs: 0, growth: { ...growth([a]), limits: limit([0]) } },
        { atMs: 1, growth: { ...growth([plannedCall(1, { id: "b" })]), limits: limit([0, 1]) } },
      ],
      { a: 10, b: 10 },
    );
    expect(rig.told("attemptStarted")).toEqual(["0 attemptStarted 0", "10 attemptStarted 1"]);
  });

  it("refuses calls that are not numbered on, and edges that lead back", () => {
    const rig = new Rig(planOf({ a: {} }), {}, { growing: true });
    expect(() => rig.engine.grow(growth([a]))).toThrow(RangeError);
    expect(() => rig.engine.grow(growth([b], [edge(1, 0, "data")]))).toThrow(RangeError);
    expect(() => rig.engine.grow(growth([b], [edge(1, 1, "data")]))).toThrow(RangeError);
  });

  it("can be retried when it was kept", async () => {
    const first = await grown([{ atMs: 0, growth: growth([a, b], [edge(0, 1, "data")]) }], {
      a: () => {
        throw new ToolFailure("tool", "No.");
      },
    });
    const again = new Rig(empty, { a: 10, b: 10 }, { history: first.events });
    await again.retry([0]);
    expect(again.engine.state.calls.map(({ ending }) => ending?.outcome)).toEqual(["succeeded", "succeeded"]);
  });
});

interface Sketch {
  readonly plan: Plan;
  readonly acts: Readonly<Record<string, Act>>;
  /** How many calls come together, and how long after the ones before. */
  readonly batches: readonly { readonly size: number; readonly afterMs: number }[];
}

const sketches: fc.Arbitrary<Sketch> = fc
  .record({
    calls: fc.array(
      fc.record({
        waitsFor: fc.array(fc.tuple(fc.nat(11), fc.constantFrom<Edge["kind"]>("data", "declared", "conflict")), {
          maxLength: 3,
        }),
        ms: fc.integer({ min: 1, max: 30 }),
        fails: fc.boolean().chain((may) => (may ? fc.boolean() : fc.constant(false))),
        priority: fc.integer({ min: 0, max: 2 }),
        source: fc.constantFrom("x", "y"),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    maxConcurrency: fc.integer({ min: 1, max: 4 }),
    limited: fc.boolean(),
    batches: fc.array(fc.record({ size: fc.integer({ min: 1, max: 4 }), afterMs: fc.nat(20) }), {
      minLength: 1,
      maxLength: 12,
    }),
  })
  .map(({ calls, maxConcurrency, limited, batches }) => {
    const planned = calls.map(({ priority, source }, index) =>
      plannedCall(index, { id: `c${index}`, priority, source }),
    );
    const edges = calls.flatMap(({ waitsFor }, to) => {
      const kinds = new Map(waitsFor.filter(([from]) => from < to));
      return [...kinds].map(([from, kind]) => edge(from, to, kind));
    });
    const ofX = planned.filter(({ source }) => source === "x").map(({ index }) => index);
    const limits = limited && ofX.length > 0 ? [{ name: "x/*", calls: ofX, maxConcurrency: 1 }] : [];
    const acts = Object.fromEntries(
      calls.map(({ ms, fails }, index): [string, Act] => [
        `c${index}`,
        async ({ clock }) => {
          await clock.wait(ms);
          if (fails) throw new ToolFailure("tool", `c${index} fails.`);
          return { content: [{ type: "text", text: `c${index}` }] };
        },
      ]),
    );
    return { plan: { ...empty, calls: planned, edges, limits, maxConcurrency }, acts, batches };
  });

function additionsOf({ plan, batches }: Sketch) {
  const additions = [];
  let atMs = 0;
  for (let from = 0, batch = 0; from < plan.calls.length; batch++) {
    const { size, afterMs } = batches[batch % batches.length] ?? { size: 1, afterMs: 0 };
    const to = Math.min(plan.calls.length, from + size);
    atMs += batch === 0 ? 0 : afterMs;
    additions.push({
      atMs,
      growth: {
        calls: plan.calls.slice(from, to),
        edges: plan.edges.filter((each) => each.to >= from && each.to < to),
        limits: plan.limits.map((limit) => ({ ...limit, calls: limit.calls.filter((call) => call < to) })),
      },
    });
    from = to;
  }
  return additions;
}

function outcomes(events: readonly RunEvent[]): Record<number, string> {
  return Object.fromEntries(
    events.flatMap((event) => (event.type === "callEnded" ? [[event.call, event.ending.outcome]] : [])),
  );
}

describe("growing", () => {
  it("comes to the same outcomes as the same plan at once, however it grows", async () => {
    await fc.assert(
      fc.asyncProperty(sketches, async (sketch) => {
        const atOnce = await new Rig(sketch.plan, sketch.acts).run();
        const start = { ...sketch.plan, calls: [], edges: [], limits: [] };
        const rig = await grown(additionsOf(sketch), sketch.acts, start);
        expect(outcomes(rig.events)).toEqual(outcomes(atOnce.events));
        const fold = initialRunState(0);
        for (const event of rig.events) applyEvent(fold, event);
        expect(rig.engine.state).toEqual(fold);
        const startedAt = new Map(
          rig.events.flatMap((event) => (event.type === "attemptStarted" ? [[event.call, event.atMs]] : [])),
        );
        const endedAt = new Map(
          rig.events.flatMap((event) => (event.type === "callEnded" ? [[event.call, event.atMs]] : [])),
        );
        for (const { from, to } of sketch.plan.edges) {
          const started = startedAt.get(to);
          if (started !== undefined) expect(started).toBeGreaterThanOrEqual(endedAt.get(from) ?? Infinity);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("runs exactly as the same plan at once, when all of it comes at once", async () => {
    await fc.assert(
      fc.asyncProperty(sketches, async (sketch) => {
        const atOnce = await new Rig(sketch.plan, sketch.acts).run();
        const { calls, edges, limits } = sketch.plan;
        const start = { ...sketch.plan, calls: [], edges: [], limits: [] };
        const rig = await grown([{ atMs: 0, growth: { calls, edges, limits } }], sketch.acts, start);
        const happened = (events: readonly RunEvent[]) =>
          events.filter(({ type }) => type !== "roundStarted" && type !== "callsAdded");
        expect(happened(rig.events)).toEqual(happened(atOnce.events));
      }),
      { numRuns: 200 },
    );
  });
});
