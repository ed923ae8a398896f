import { describe, expect, it } from "vitest";
import { outlookOf } from "../../../src/plan/outlook";
import { plan } from "./planning";

const calls = [
  { tool: "read_a", id: "a" },
  { tool: "read_b", id: "b", dependsOn: ["a"] },
  { tool: "read_c", id: "c", dependsOn: ["a"] },
  { tool: "read_d", id: "d", dependsOn: ["c"] },
  { tool: "read_e", id: "e" },
];

describe("the outlook of a plan", () => {
  it("knows the longest chain and what a run could reach at best", () => {
    expect(outlookOf(plan(calls).plan, 4)).toEqual({ criticalPath: [0, 2, 3], sum: 5, bound: 3, bestSpeedup: 5 / 3 });
  });

  it("counts durations where they are known, and the limit", () => {
    const wide = plan(calls, { more: { maxConcurrency: 2 } }).plan;
    const durations = [1, 9, 1, 1, 20];
    expect(outlookOf(wide, 4, (call) => durations[call] ?? 0)).toMatchObject({ criticalPath: [4], sum: 32, bound: 20 });
    const narrow = plan(calls, { more: { maxConcurrency: 1 } }).plan;
    expect(outlookOf(narrow, 4).bestSpeedup).toBe(1);
  });

  it("of nothing is nothing", () => {
    expect(outlookOf(plan([]).plan, 4)).toEqual({ criticalPath: [], sum: 0, bound: 0, bestSpeedup: 1 });
  });
});
