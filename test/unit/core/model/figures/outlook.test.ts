import { describe, expect, it } from "vitest";
import { criticalPath } from "../../../../../src/core/model/figures/criticalPath";
import { outlookOf } from "../../../../../src/core/model/figures/outlook";
import { plan } from "../../plan/planning";

const calls = [
  { tool: "read_a", id: "a" },
  { tool: "read_b", id: "b", dependsOn: ["a"] },
  { tool: "read_c", id: "c", dependsOn: ["a"] },
  { tool: "read_d", id: "d", dependsOn: ["c"] },
  { tool: "read_e", id: "e" },
];

describe("the outlook of a plan", () => {
  it("knows the longest chain and what a run could reach at best", () => {
    expect(outlookOf(plan(calls).plan, 4)).toEqual({
      criticalPath: [0, 2, 3],
      criticalPathLength: 3,
      sum: 5,
      bound: 3,
      bestSpeedup: 5 / 3,
    });
  });

  it("counts durations where they are known, and the limit", () => {
    const wide = plan(calls, { more: { maxConcurrency: 2 } }).plan;
    const durations = [1, 9, 1, 1, 20];
    expect(outlookOf(wide, 4, (call) => durations[call] ?? 0)).toMatchObject({ criticalPath: [4], sum: 32, bound: 20 });
    const narrow = plan(calls, { more: { maxConcurrency: 1 } }).plan;
    expect(outlookOf(narrow, 4).bestSpeedup).toBe(1);
  });

  it("of nothing is nothing", () => {
    expect(outlookOf(plan([]).plan, 4)).toEqual({
      criticalPath: [],
      criticalPathLength: 0,
      sum: 0,
      bound: 0,
      bestSpeedup: 1,
    });
  });
});

describe("the critical path", () => {
  const arrows = (...pairs: readonly (readonly [number, number])[]) => pairs.map(([from, to]) => ({ from, to }));

  it("goes, of paths that are equally long, along the calls that come first", () => {
    expect(criticalPath(4, arrows([0, 3], [0, 2], [0, 1]), () => 0)).toEqual({ calls: [0, 1], duration: 0 });
    expect(criticalPath(5, arrows([4, 3], [1, 2]), () => 1).calls).toEqual([1, 2]);
  });

  it("ends where a cycle begins, and knows nothing of edges to calls that there are not", () => {
    expect(criticalPath(4, arrows([0, 1], [1, 2], [2, 1], [3, 9]), () => 1)).toEqual({ calls: [0, 1], duration: 2 });
  });
});
