import { expect, it } from "vitest";
import { fullLimits } from "../../../media/timeline/state/limitsOfCall";
import { ShownRun } from "../../../media/timeline/state/shownRun";
import { snapshotOf } from "../../../src/vscode/timeline/snapshot";
import { createScriptedRun, type ScriptedCall } from "../../fixtures/panel/scriptedRun";

it("a queued call waits for the limits that are used up, of which it is told how many run and wait", () => {
  const calls = Array.from({ length: 5 }, (): ScriptedCall => ({ tool: "builtin/wait", attempts: [{ takesMs: 100 }] }));
  const run = createScriptedRun("a", calls, 2);
  Object.assign(run.plan, {
    limits: [
      { name: "builtin", calls: [0, 1, 2, 3, 4], maxConcurrency: 4 },
      { name: "wait", calls: [0, 1, 4], maxConcurrency: 2 },
      { name: "by time", calls: [4], perSecond: 3 },
    ],
  });
  run.advanceTo(50);
  const shown = new ShownRun(snapshotOf(run, 50, 2), () => 0);
  expect(fullLimits(shown, 4)).toEqual([
    { running: 2, queued: 3, most: 2 },
    { name: "wait", running: 2, queued: 1, most: 2 },
  ]);
  expect(fullLimits(shown, 3)).toEqual([{ running: 2, queued: 3, most: 2 }]);
  expect(fullLimits(shown, 0)).toEqual([]);
});
