import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlannedCall } from "../../../../../src/core/model/plan";
import type { CallState, RunRecord } from "../../../../../src/core/model/runState";
import { stateOverlaps } from "../../../../../src/core/model/figures/stateOverlap";

interface Ran {
  readonly from: number;
  readonly to: number;
  readonly writes: boolean;
}

function overlapsOf(spans: readonly Ran[], isUnordered = true) {
  const calls = spans.map(({ writes }, index) => ({
    index,
    source: "store",
    stateAccess: writes ? "writes" : "reads",
    ...(isUnordered && { isUnordered: true }),
  })) as unknown as PlannedCall[];
  const states = spans.map(({ from, to }, index) => ({
    index,
    attempts: [{ startedAtMs: from, endedAtMs: to }],
  })) as unknown as CallState[];
  const run: RunRecord = { calls: states, rounds: [], limits: {}, atMs: 1000 };
  return stateOverlaps({ calls }, run);
}

const writing = (from: number, to: number): Ran => ({ from, to, writes: true });
const reading = (from: number, to: number): Ran => ({ from, to, writes: false });

describe("calls that met on what a source keeps", () => {
  it("are counted where one of them may have written", () => {
    expect(overlapsOf([writing(0, 10), reading(5, 15), reading(12, 20)])).toEqual([{ source: "store", calls: 2 }]);
    expect(overlapsOf([reading(0, 10), reading(5, 15)])).toEqual([]);
  });

  it("did not meet where one ended as the other began", () => {
    expect(overlapsOf([writing(0, 10), writing(10, 20)])).toEqual([]);
  });

  it("are not told where the plan ordered them", () => {
    expect(overlapsOf([writing(0, 10), writing(5, 15)], false)).toEqual([]);
  });

  it("are told exactly where any two meet of which one writes", () => {
    const span = fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 10 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(span, { maxLength: 8 }), (drawn) => {
        const spans = drawn.map(([from, length, writes]): Ran => ({ from, to: from + length, writes }));
        const anyMeet = spans.some((one, index) =>
          spans.some(
            (other, at) => at > index && one.from < other.to && other.from < one.to && (one.writes || other.writes),
          ),
        );
        expect(overlapsOf(spans).length > 0).toBe(anyMeet);
      }),
    );
  });
});
