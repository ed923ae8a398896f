import { describe, expect, it } from "vitest";
import { OverviewRaster } from "../../../media/timeline/geometry/overview";
import { ShownRun } from "../../../media/timeline/state/shownRun";
import type { RunEvent } from "../../../src/core/model/run";
import { lightEvent, snapshotOf } from "../../../src/vscode/timeline/snapshot";
import { createScriptedRun, type ScriptedRun } from "../../fixtures/panel/scriptedRun";
import { fourteenCalls, manyCalls } from "../../fixtures/panel/scripts";

/** A run with failures, retries, given-up attempts and a second round, and all that happened in it. */
function lived(script = fourteenCalls): { readonly events: readonly RunEvent[]; readonly make: () => ScriptedRun } {
  const make = () => createScriptedRun("title", script);
  const events: RunEvent[] = [];
  const run = make();
  run.subscribe((event) => events.push(event));
  run.finish();
  void run.retry([3]);
  run.finish();
  return { events, make };
}

function shownAfter(run: ScriptedRun): ShownRun {
  return new ShownRun(snapshotOf(run, run.state.atMs, 4), () => 0);
}

/** All that is kept up to date of a run, so that it can be compared. */
function figures({ tally, activity, callCount }: ShownRun): unknown {
  const ended: unknown[] = [];
  activity.eachEnded(0, (...attempt) => ended.push(attempt.join(" ")));
  const { concurrency } = activity;
  const steps = Array.from({ length: concurrency.length }, (_, step) => [
    concurrency.timeOf(step),
    concurrency.runningFrom(step),
  ]);
  const raster = new OverviewRaster(80, 20, callCount, (ms) => ms / 200);
  activity.eachEnded(0, raster.add.bind(raster));
  return {
    failed: [...tally.callsThatAre("failed", "timedOut")],
    counts: [
      tally.count("succeeded"),
      tally.count("cancelled"),
      tally.count("skipped"),
      tally.ended,
      tally.interrupted,
    ],
    ended: ended.sort(),
    open: [...activity.open].sort(),
    steps: steps.filter(([, running], step) => step === 0 || running !== steps[step - 1]?.[1]),
    drawing: raster.drawing(activity.open, 3000),
  };
}

describe("what is kept up to date of a run", () => {
  it.each([1, 7, 20, 33, 60, 1000])("is the same whether %i events came with the snapshot or after it", (cut) => {
    const { events, make } = lived();
    const run = make();
    run.finish();
    void run.retry([3]);
    run.finish();
    const shown = shownAfter(make());
    const patch = { type: "patch", runId: shown.runId, nowMs: 0, argumentPreviews: {} } as const;
    for (let from = 0; from < events.length; from += cut) {
      shown.apply({ ...patch, events: events.slice(from, from + cut).map(lightEvent) });
      // Once it is looked at it is kept up to date, and no longer made from everything.
      if (from >= events.length / 2) expect(shown.activity.concurrency.length).toBeGreaterThan(0);
    }
    expect(figures(shown)).toEqual(figures(shownAfter(run)));
  });

  it.each([0, 300, 900, 1500, 2400, 2600])("is the same from a snapshot at %i ms on", (atMs) => {
    const run = createScriptedRun("title", fourteenCalls);
    run.advanceTo(atMs);
    const shown = shownAfter(run);
    run.subscribe((event) => {
      shown.apply({ type: "patch", runId: run.id, nowMs: 0, argumentPreviews: {}, events: [lightEvent(event)] });
    });
    run.finish();
    run.cancel();
    expect(figures(shown)).toEqual(figures(shownAfter(run)));
  });

  it("draws many calls in as many lines as there are pixels, failures on top", () => {
    const run = createScriptedRun("title", manyCalls(500), 20);
    run.finish();
    const shown = shownAfter(run);
    const raster = new OverviewRaster(40, 10, shown.callCount, (ms) => (ms / run.state.atMs) * 40);
    shown.activity.eachEnded(0, raster.add.bind(raster));
    const { shapes, strokeWidth } = raster.drawing(shown.activity.open, 0);
    expect(strokeWidth).toBe(1);
    expect(shapes.map(({ kind }) => kind)).toEqual(["succeeded", "failed"]);
    expect(new Set(shapes[0]?.path.match(/ [\d.]+h/g)).size).toBe(10);
  });
});
