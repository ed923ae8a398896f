import { describe, expect, it } from "vitest";
import { progressOf, ProgressReports, restartsTimeout } from "../../../../../src/core/engine/attempts/progress";
import { planOf, textResult } from "../plans";
import { Rig } from "../rig";

describe("reports of progress", () => {
  it("become an event at once, then one in a tenth of a second, the newest, and the last when the call ends", async () => {
    const rig = new Rig(planOf({ a: {} }), {
      a: async ({ clock, context }) => {
        for (let progress = 1; progress <= 9; progress++) {
          context.progress({ progress });
          await clock.wait(30);
        }
        return textResult("done");
      },
    });
    await rig.run();
    const told = rig.events.flatMap((event) =>
      event.type === "attemptProgressed" ? [`${event.atMs}: ${event.progress}`] : [],
    );
    expect(told).toEqual(["0: 1", "100: 4", "200: 7", "270: 9"]);
  });

  it("are told once, and late ones again after the same time", () => {
    const told: unknown[] = [];
    const reports = new ProgressReports((progress) => told.push(progress.progress));
    expect(reports.add({ progress: 1 }, 5)).toBeLessThanOrEqual(5);
    reports.flush();
    reports.flush();
    expect(reports.add({ progress: 2 }, 50)).toBe(105);
    reports.dueAt = 105;
    reports.due();
    expect(reports.add({ progress: 3 }, 110)).toBe(205);
    expect(reports.add({ progress: 4 }, 205)).toBe(205);
    reports.flush();
    expect(reports.add({ progress: 5 }, 206)).toBe(305);
    expect(told).toEqual([1, 2, 4]);
  });

  it.each([
    [
      { progress: 1, total: 2, message: "m", more: 3 },
      { progress: 1, total: 2, message: "m" },
    ],
    [
      { progress: 0, total: 0, message: "" },
      { progress: 0, total: 0, message: "" },
    ],
    [{ progress: "1", total: "2", message: 3 }, {}],
    [{ progress: Number.NaN, total: Number.POSITIVE_INFINITY }, {}],
    ["text", {}],
    [null, {}],
    [undefined, {}],
  ])("keep of %j what is progress", (given, kept) => {
    expect(progressOf(given)).toEqual(kept);
  });

  it("may be anything, and start the timeout anew unless they say otherwise", () => {
    const hostile = {
      get progress(): never {
        throw new Error("no");
      },
      get restartsTimeout(): never {
        throw new Error("no");
      },
    };
    expect(progressOf(hostile)).toEqual({});
    const given = [hostile, null, undefined, "x", {}, { restartsTimeout: true }, { restartsTimeout: false }];
    expect(given.map(restartsTimeout)).toEqual([true, true, true, true, true, true, false]);
  });
});
