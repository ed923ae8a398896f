import type { ReactiveController, ReactiveControllerHost } from "lit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Announcer } from "../../../../media/timeline/controllers/announcer";
import { KeptView } from "../../../../media/timeline/controllers/keptView";
import { ShownRun } from "../../../../media/timeline/state/shownRun";
import { createText } from "../../../../media/timeline/words/text";
import type { RunEvent } from "../../../../src/core/model/run";
import { snapshotOf } from "../../../../src/vscode/timeline/snapshot";
import { createScriptedRun } from "../../../fixtures/panel/scriptedRun";
import { fourteenCalls } from "../../../fixtures/panel/scripts";

/** A page that counts how often it is asked to paint. */
function createPage() {
  const controllers: ReactiveController[] = [];
  const page = {
    paints: 0,
    addController: (controller: ReactiveController) => void controllers.push(controller),
    removeController: () => undefined,
    requestUpdate() {
      page.paints++;
    },
    updateComplete: Promise.resolve(true),
    disconnect: () => {
      for (const controller of controllers) controller.hostDisconnected?.();
    },
  } satisfies ReactiveControllerHost & Record<string, unknown>;
  return page;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the kept view", () => {
  const keep = () => {
    const page = createPage();
    const kept: unknown[] = [];
    const view = new KeptView(page, { persistedState: () => ({ query: "a" }), persist: (state) => kept.push(state) });
    return { page, view, kept };
  };

  it("is that of the page before, and is written a moment after many changes", () => {
    const { page, view, kept } = keep();
    expect(view.state.query).toBe("a");
    for (const query of ["ab", "abc"]) view.change({ ...view.state, query });
    view.change(view.state);
    expect([kept, page.paints]).toEqual([[], 2]);
    vi.runAllTimers();
    expect(kept).toMatchObject([{ query: "abc" }]);
  });

  it("is written at once when the page goes, if it has changed", () => {
    const { page, view, kept } = keep();
    page.disconnect();
    expect(kept).toEqual([]);
    view.change({ ...view.state, query: "ab" });
    page.disconnect();
    vi.runAllTimers();
    expect(kept).toMatchObject([{ query: "ab" }]);
  });
});

it("what happens within a second is announced in one sentence", () => {
  const page = createPage();
  const announcer = new Announcer(page);
  const run = createScriptedRun("a", fourteenCalls);
  const shown = new ShownRun(snapshotOf(run, 0, 4), () => 0);
  const failed = (call: number): RunEvent => ({
    type: "callEnded",
    atMs: 1,
    call,
    ending: { outcome: "failed", error: { kind: "tool", message: "no" } },
  });
  announcer.hear([{ type: "callReady", atMs: 0, call: 0 }], shown, createText({}));
  expect(vi.getTimerCount()).toBe(0);
  announcer.hear([{ type: "roundStarted", atMs: 0, calls: [0, 1] }, failed(0)], shown, createText({}));
  announcer.hear([failed(1)], shown, createText({}));
  expect(announcer.sentence).toBe("");
  vi.runAllTimers();
  expect([announcer.sentence, page.paints]).toEqual(["Run started: 2 calls. 2 calls did not succeed.", 1]);
});
