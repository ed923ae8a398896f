import { describe, expect, it } from "vitest";
import { areaPath, concurrencySteps } from "../../../media/timeline/geometry/concurrency";
import type { CallState } from "../../../src/core/model/runState";

function call(index: number, ...times: readonly (readonly [number, number?, number?])[]): CallState {
  const attempts = times.map(([startedAtMs, endedAtMs, releasedAtMs], position) => ({
    attempt: position + 1,
    startedAtMs,
    ...(endedAtMs !== undefined && { endedAtMs }),
    ...(releasedAtMs !== undefined && { releasedAtMs }),
  }));
  return { index, phase: "ended", approval: "notNeeded", enteredAtMs: 0, attempts };
}

describe("the concurrency track", () => {
  it("steps where attempts start and end", () => {
    expect(concurrencySteps([call(0, [0, 10]), call(1, [5, 20])], 20)).toEqual([
      { atMs: 0, running: 1 },
      { atMs: 5, running: 2 },
      { atMs: 10, running: 1 },
      { atMs: 20, running: 0 },
    ]);
  });

  it("never shows one too many where a place is passed on", () => {
    const steps = concurrencySteps([call(0, [0, 10]), call(1, [10, 20])], 20);
    expect(Math.max(...steps.map((step) => step.running))).toBe(1);
  });

  it("counts an attempt that was given up until its place is free", () => {
    expect(concurrencySteps([call(0, [0, 10, 30])], 40)).toEqual([
      { atMs: 0, running: 1 },
      { atMs: 30, running: 0 },
    ]);
  });

  it("draws many steps in one pixel as their highest", () => {
    const steps = [1, 4, 2, 0].map((running, index) => ({ atMs: index * 0.01, running }));
    expect(
      areaPath(
        steps,
        (ms) => ms,
        (running) => 10 - running,
      ),
    ).toBe("M0 10H0V6V10Z");
  });

  it("draws nothing before anything ran", () => {
    expect(
      areaPath(
        [],
        (ms) => ms,
        (running) => running,
      ),
    ).toBe("");
  });
});
