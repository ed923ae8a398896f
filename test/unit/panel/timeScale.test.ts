import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTimeScale, liveEndMs, offsetOf, timeAt } from "../../../media/timeline/geometry/timeScale";

describe("the time axis", () => {
  it("shows one round as long as it was", () => {
    const scale = createTimeScale([{ startedAtMs: 0, endedAtMs: 2000, reason: "done" }], 2000);
    expect(scale).toEqual({ pieces: [{ startMs: 0, endMs: 2000, offset: 0 }], breaks: [], length: 2000 });
  });

  it("cuts a long idle time between rounds short", () => {
    const rounds = [
      { startedAtMs: 0, endedAtMs: 1000, reason: "done" as const },
      { startedAtMs: 61_000, endedAtMs: 62_000, reason: "done" as const },
    ];
    const scale = createTimeScale(rounds, 62_000);
    expect(scale.breaks).toEqual([{ startMs: 1000, endMs: 61_000, offset: 1000, width: 80 }]);
    expect(offsetOf(scale, 61_500)).toBe(1580);
    expect(scale.length).toBe(2080);
  });

  it("leaves a short idle time as it was", () => {
    const rounds = [
      { startedAtMs: 0, endedAtMs: 1000, reason: "done" as const },
      { startedAtMs: 1050, endedAtMs: 2000, reason: "done" as const },
    ];
    const scale = createTimeScale(rounds, 2000);
    expect(scale.breaks).toEqual([]);
    expect(offsetOf(scale, 1025)).toBe(1025);
    expect(scale.length).toBe(2000);
  });

  it("has a length even before anything happened", () => {
    expect(createTimeScale([], 0).length).toBeGreaterThan(0);
    expect(createTimeScale([{ startedAtMs: 0 }], 0).length).toBeGreaterThan(0);
  });

  it("never goes back, and finds the time of every offset again", () => {
    const durations = fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 90_000 })), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(
        durations,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2 }),
        (lengths, shares) => {
          let ms = 0;
          const rounds = lengths.map(([workMs, idleMs]) => {
            const startedAtMs = ms;
            ms += workMs + idleMs;
            return { startedAtMs, endedAtMs: startedAtMs + workMs, reason: "done" as const };
          });
          const endMs = rounds.at(-1)!.endedAtMs;
          const scale = createTimeScale(rounds, endMs);
          const times = shares.map((share) => share * endMs).sort((a, b) => a - b);
          const offsets = times.map((time) => offsetOf(scale, time));
          expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
          for (const [index, time] of times.entries()) expect(timeAt(scale, offsets[index]!)).toBeCloseTo(time, 4);
          expect(offsets.at(-1)!).toBeLessThanOrEqual(scale.length + 1e-6);
        },
      ),
    );
  });
});

describe("the end of the axis of a run that goes on", () => {
  it("lies ahead of now and stays for a while", () => {
    const ends = [0, 100, 400, 480, 600, 10_000].map((nowMs) => Math.round(liveEndMs(0, nowMs)));
    expect(ends).toEqual([500, 500, 500, 500, 650, 11_649]);
  });
});
