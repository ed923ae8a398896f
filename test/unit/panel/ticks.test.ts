import { describe, expect, it } from "vitest";
import { formatTick } from "../../../media/timeline/words/format";
import { createTicks, tickStep } from "../../../media/timeline/geometry/ticks";
import { createTimeScale } from "../../../media/timeline/geometry/timeScale";

function labels(endMs: number, count: number, window = { from: 0, to: endMs }): string {
  const scale = createTimeScale([{ startedAtMs: 0, endedAtMs: endMs, reason: "done" }], endMs);
  const { ticks, stepMs } = createTicks(scale, window, count);
  return ticks.map(({ ms }) => formatTick(ms, stepMs)).join(" | ");
}

describe("ticks", () => {
  it("stand at round times whatever the length of the run", () => {
    expect(labels(0.9, 5)).toBe("0 | 0.2 ms | 0.4 ms | 0.6 ms | 0.8 ms");
    expect(labels(42, 5)).toBe("0 | 10 ms | 20 ms | 30 ms | 40 ms");
    expect(labels(2240, 5)).toBe("0 | 0.5 s | 1 s | 1.5 s | 2 s");
    expect(labels(95_000, 5)).toBe("0 | 30 s | 1:00 | 1:30");
    expect(labels(7_200_000, 4)).toBe("0 | 30:00 | 1:00:00 | 1:30:00 | 2:00:00");
  });

  it("tell neighbours apart when zoomed in far into a long run", () => {
    expect(labels(60_000, 4, { from: 30_000, to: 30_004 })).toBe("30 s | 30.001 s | 30.002 s | 30.003 s | 30.004 s");
  });

  it("reach from a few microseconds to thirty days", () => {
    const day = 86_400_000;
    expect(labels(0.005, 5)).toBe("0 | 1 µs | 2 µs | 3 µs | 4 µs | 5 µs");
    expect(labels(3 * day, 6)).toBe("0 | 12:00:00 | 1 d | 1 d 12:00 | 2 d | 2 d 12:00 | 3 d");
    expect(labels(30 * day, 6)).toBe("0 | 5 d | 10 d | 15 d | 20 d | 25 d | 30 d");
    const call = { from: 2 * day + 0.01, to: 2 * day + 5.01 };
    expect(labels(3 * day, 2, call)).toBe("2 d 0:00.005");
    expect(labels(3 * day, 2, { from: 1000, to: 1000.01 })).toBe("1 s | 1.000005 s | 1.00001 s");
  });

  it("leave out the time between rounds that is cut short", () => {
    const rounds = [
      { startedAtMs: 0, endedAtMs: 1000, reason: "done" as const },
      { startedAtMs: 60_000, endedAtMs: 61_000, reason: "done" as const },
    ];
    const scale = createTimeScale(rounds, 61_000);
    const { ticks } = createTicks(scale, { from: 0, to: scale.length }, 4);
    expect(ticks.map(({ ms }) => ms)).toEqual([0, 1000, 60_000, 61_000]);
    expect(ticks.map(({ share }) => Math.round(share * 100))).toEqual([0, 48, 52, 100]);
  });

  it("are at least as far apart as asked", () => {
    for (const atLeast of [0.0004, 0.3, 1, 7, 999, 1001, 14_000, 61_000, 4e6, 3e8]) {
      expect(tickStep(atLeast)).toBeGreaterThanOrEqual(Math.max(0.001, atLeast) * (1 - 1e-9));
      expect(tickStep(atLeast)).toBeLessThanOrEqual(Math.max(0.001, atLeast) * 5);
    }
  });
});
