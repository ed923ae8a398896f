import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitWindow, panWindow, zoomWindow, type TimeWindow } from "../../../media/timeline/geometry/timeWindow";

describe("zoom and pan", () => {
  it("keeps the place under the pointer where it is", () => {
    const window = zoomWindow(undefined, 1000, 2, 250)!;
    expect(window).toEqual({ from: 125, to: 625 });
    expect((250 - window.from) / (window.to - window.from)).toBe(0.25);
  });

  it("shows everything again when zoomed out far enough", () => {
    expect(zoomWindow({ from: 100, to: 900 }, 1000, 0.5)).toBeUndefined();
  });

  it("reaches a call of five milliseconds, or microseconds, in a run of thirty days", () => {
    const month = 30 * 86_400_000;
    for (const span of [5, 0.012]) {
      const window = fitWindow({ from: month / 3, to: month / 3 + span }, month);
      expect(window.to - window.from).toBeCloseTo(span, 5);
    }
  });

  it("stops at the ends of the axis", () => {
    expect(panWindow({ from: 100, to: 200 }, 1000, -5)).toEqual({ from: 0, to: 100 });
    expect(panWindow({ from: 100, to: 200 }, 1000, 50)).toEqual({ from: 900, to: 1000 });
    expect(panWindow(undefined, 1000, 1)).toBeUndefined();
  });

  it("stays on the axis whatever is done", () => {
    const action = fc.oneof(
      fc.record({
        zoom: fc.double({ min: 0.01, max: 1000, noNaN: true }),
        at: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      fc.record({ pan: fc.double({ min: -3, max: 3, noNaN: true }) }),
    );
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e7, noNaN: true }), fc.array(action), (length, actions) => {
        let window: TimeWindow | undefined;
        for (const each of actions) {
          window =
            "pan" in each
              ? panWindow(window, length, each.pan)
              : zoomWindow(window, length, each.zoom, each.at * length);
        }
        const { from, to } = fitWindow(window, length);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(length * (1 + 1e-9));
        expect(to).toBeGreaterThan(from);
      }),
    );
  });
});
