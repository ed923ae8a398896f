import { describe, expect, it } from "vitest";
import { areaPath, ConcurrencyTrack } from "../../../media/timeline/geometry/concurrency";

type Change = readonly [atMs: number, by: number];

function track(...changes: readonly Change[]): ConcurrencyTrack {
  const made = new ConcurrencyTrack();
  for (const [atMs, by] of changes) made.change(atMs, by);
  return made;
}

const stepsOf = (of: ConcurrencyTrack) =>
  Array.from({ length: of.length }, (_, step) => [of.timeOf(step), of.runningFrom(step)]);

/** One pixel a millisecond, ten attempts high. */
const place = { width: 100, x: (ms: number) => ms, msAt: (x: number) => x, y: (running: number) => 10 - running };

describe("the concurrency track", () => {
  it("steps where attempts start and end", () => {
    const changes: readonly Change[] = [
      [0, 1],
      [5, 1],
      [10, -1],
      [20, -1],
    ];
    const steps = [
      [0, 1],
      [5, 2],
      [10, 1],
      [20, 0],
    ];
    expect(stepsOf(track(...changes))).toEqual(steps);
    expect(stepsOf(ConcurrencyTrack.of(Float64Array.of(0, 5), Float64Array.of(10, 20)))).toEqual(steps);
  });

  it("never shows one too many where a place is passed on", () => {
    expect(track([0, 1], [10, 1], [10, -1], [20, -1]).peak).toBe(1);
    expect(ConcurrencyTrack.of(Float64Array.of(0, 10), Float64Array.of(10, 20)).peak).toBe(1);
  });

  it("takes in what is told late", () => {
    expect(stepsOf(track([0, 1], [10, -1], [20, 1], [30, -1], [10, 1], [25, -1]))).toEqual([
      [0, 1],
      [10, 1],
      [20, 2],
      [25, 1],
      [30, 0],
    ]);
  });

  it("knows the highest of any steps, however many there are", () => {
    const heights = Array.from({ length: 1000 }, (_, step) => (step * 7919) % 101);
    const made = track(...heights.map((height, step): Change => [step, height - (heights[step - 1] ?? 0)]));
    for (const [from, to] of [
      [0, 1000],
      [3, 70],
      [64, 128],
      [63, 513],
      [999, 1000],
      [5, 5],
    ] as const) {
      expect(made.highest(from, to)).toBe(Math.max(0, ...heights.slice(from, to)));
    }
  });

  it("draws many steps in one pixel as their highest", () => {
    expect(areaPath(track([0, 1], [0.01, 3], [0.02, -2], [0.03, -2]), 1, place)).toBe("M0 10H0V6V10Z");
  });

  it("draws as high where it goes by pixels as where it goes step by step", () => {
    const changes = Array.from({ length: 2000 }, (_, step): Change => [step / 20, step % 2 === 0 ? 3 : -3]);
    const drawn = areaPath(track(...changes), 100, place);
    expect(drawn.startsWith("M0 10H0V7")).toBe(true);
    expect(drawn.match(/V7/g)?.length).toBeGreaterThan(190);
    expect(drawn.length).toBeLessThan(6000);
  });

  it("draws what goes on up to now", () => {
    expect(areaPath(track([0, 2]), 40, place)).toBe("M0 10H0V8H40V10V10Z");
  });

  it("draws nothing before anything ran", () => {
    expect(areaPath(track(), 0, place)).toBe("");
  });
});
