import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rankSteadily } from "../../../../src/core/engine/order/rank";
import { planOf, plannedCall } from "./plans";
import { Rig } from "./rig";

describe("what was learned of durations", () => {
  const sketch = { source: "store", safety: "unsafe" } as const;

  async function startsOf(stateAccess: "reads" | "writes"): Promise<string[]> {
    const plan = planOf(
      { quick: { ...sketch, stateAccess }, slow: { ...sketch, stateAccess: "reads" } },
      { maxConcurrency: 1 },
    );
    const estimateMs = ({ id }: { id?: string }) => (id === "slow" ? 1000 : 1);
    return (await new Rig(plan, {}, { estimateMs }).run()).told("attemptStarted");
  }

  it("lets the longest of several readers start first", async () => {
    expect(await startsOf("reads")).toEqual(["0 attemptStarted 1", "10 attemptStarted 0"]);
  });

  it("changes nothing in the order of two calls of one source of which one may write", async () => {
    expect(await startsOf("writes")).toEqual(["0 attemptStarted 0", "10 attemptStarted 1"]);
  });

  it("never does, whatever is learned, and lets priority count all the same", () => {
    const calls = fc.array(
      fc.record({
        source: fc.constantFrom("a", "b", "c"),
        stateAccess: fc.constantFrom(undefined, "reads" as const, "writes" as const),
        priority: fc.integer({ min: 0, max: 2 }),
        ahead: fc.nat(9),
        unlearned: fc.nat(3),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(calls, (sketches) => {
        const planned = sketches.map(({ source, stateAccess, priority }, index) =>
          plannedCall(index, { source, priority, ...(stateAccess && { stateAccess }) }),
        );
        const by = (key: "ahead" | "unlearned") => Float64Array.from(sketches, (each) => each[key]);
        const { rankOf, callAt } = rankSteadily(planned, by("ahead"), () => by("unlearned"));
        const without = rankSteadily(planned, by("unlearned"), () => by("unlearned")).rankOf;
        expect([...callAt].sort((a, b) => a - b)).toEqual([...planned.keys()]);
        for (const [one, { source, stateAccess, priority }] of planned.entries()) {
          for (const [other, second] of planned.entries()) {
            const isBefore = rankOf[one]! < rankOf[other]!;
            if (priority > second.priority) expect(isBefore).toBe(true);
            const mayWrite = stateAccess === "writes" || second.stateAccess === "writes";
            if (source === second.source && mayWrite) expect(isBefore).toBe(without[one]! < without[other]!);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
