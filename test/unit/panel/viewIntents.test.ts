import { describe, expect, it } from "vitest";
import { isPossible } from "../../../media/timeline/state/callActions";
import { ShownRun } from "../../../media/timeline/state/shownRun";
import { focusAfter, viewAfter, type ViewIntent } from "../../../media/timeline/state/viewIntents";
import { initialViewState, type ViewState } from "../../../media/timeline/state/viewState";
import { snapshotOf } from "../../../src/vscode/timeline/snapshot";
import { createScriptedRun } from "../../fixtures/panel/scriptedRun";
import { fourteenCalls } from "../../fixtures/panel/scripts";

function shown(atMs?: number): ShownRun {
  const run = createScriptedRun("a", fourteenCalls);
  if (atMs === undefined) run.finish();
  else run.advanceTo(atMs);
  return new ShownRun(snapshotOf(run, run.state.atMs, 4), () => 0);
}

const open: ViewState = { ...initialViewState, selected: 3, detailsOpen: true };
const after = (intent: ViewIntent, view = open, run: ShownRun | undefined = shown()) => viewAfter(view, intent, run);

describe("the view, after what is wanted of it", () => {
  it("has another call selected, and its details open or closed", () => {
    expect(after({ kind: "select", call: 5 })).toEqual({ ...open, selected: 5 });
    expect(after({ kind: "openDetails", call: 5, focus: "keep" }, initialViewState)).toEqual({ ...open, selected: 5 });
    expect(after({ kind: "closeDetails" })).toEqual({ ...open, detailsOpen: false });
  });

  it("shows the calls that are wanted", () => {
    const filtered = after({ kind: "filter", filter: "unsuccessful" }, after({ kind: "search", query: "edit" }));
    expect(filtered).toEqual({ ...open, filter: "unsuccessful", query: "edit" });
    expect(after({ kind: "leaveSearch" }, filtered)).toEqual({ ...open, filter: "unsuccessful" });
    expect(after({ kind: "showAllCalls" }, filtered)).toEqual(open);
  });

  it("goes to the failures that have rows, one after another and round", () => {
    const next = (direction: 1 | -1, view: ViewState) => after({ kind: "nextFailure", direction }, view).selected;
    expect(next(1, initialViewState)).toBe(3);
    expect(next(1, open)).toBe(5);
    expect(next(1, { ...open, selected: 5 })).toBe(3);
    expect(next(-1, open)).toBe(5);
    expect(next(-1, initialViewState)).toBe(5);
    expect(next(1, { ...open, query: "slow_search" })).toBe(5);
    expect(next(1, { ...open, query: "readme" })).toBe(3);
    expect(after({ kind: "nextFailure", direction: 1 }, open, shown(100))).toBe(open);
  });

  it("zooms in, moves, and shows all of the axis again", () => {
    const zoomed = after({ kind: "zoom", factor: 2, anchor: 0 });
    expect(zoomed.window?.from).toBe(0);
    const length = 2 * zoomed.window!.to;
    expect(after({ kind: "pan", share: 1 }, zoomed).window).toEqual({ from: length / 2, to: length });
    expect(after({ kind: "zoom", factor: 0.5 }, zoomed)).toEqual(open);
    expect(after({ kind: "showWindow", window: undefined }, zoomed)).toEqual(open);
  });

  it("has a call in its middle, with air at both sides, and stays for one that there is not", () => {
    const { from, to } = after({ kind: "zoomToCall", call: 3 }).window!;
    // It waited for 180 ms and ran for 1,240.
    expect([to - from, (from + to) / 2].map(Math.round)).toEqual([1846, 710]);
    expect(after({ kind: "zoomToCall", call: 99 })).toBe(open);
  });

  it("keeps room for both sides of a line that is moved", () => {
    const widths = [1, 300, 1e9].map((width) => after({ kind: "resizeColumns", width }).columnsWidth);
    expect(widths).toEqual([100, 300, 4000]);
    const shares = [-1, 0.5, 2].map((share) => after({ kind: "resizeDetails", share }).detailsShare);
    expect(shares).toEqual([0.15, 0.5, 0.8]);
  });

  it("is the same one where nothing changes", () => {
    const still: readonly ViewIntent[] = [{ kind: "find" }, { kind: "enterRows" }, { kind: "scroll", scrollTop: 0 }];
    for (const intent of still) expect(after(intent)).toBe(open);
    expect(after({ kind: "scroll", scrollTop: 40 })).toEqual({ ...open, scrollTop: 40 });
    expect(viewAfter(open, { kind: "zoom", factor: 2 }, undefined)).toBe(open);
  });
});

it("the focus goes to what a key or a press leads to, and stays otherwise", () => {
  expect(focusAfter({ kind: "select", call: 1 })).toBe("row");
  expect(focusAfter({ kind: "openDetails", call: 1, focus: "move" })).toBe("details");
  expect(focusAfter({ kind: "openDetails", call: 1, focus: "keep" })).toBeUndefined();
  expect(focusAfter({ kind: "closeDetails" })).toBe("row");
  expect(focusAfter({ kind: "find" })).toBe("search");
  expect(focusAfter({ kind: "leaveSearch" })).toBe("row");
  expect(focusAfter({ kind: "enterRows" })).toBe("row");
  expect(focusAfter({ kind: "pan", share: 1 })).toBeUndefined();
});

it("only what a run can do by now is asked of it", () => {
  const over = shown();
  const live = shown(1000);
  expect(["retryCall", "editAndRetryCall"].map((kind) => isPossible(over, { kind, call: 3 } as never))).toEqual([
    true,
    true,
  ]);
  expect(isPossible(over, { kind: "retryCall", call: 0 })).toBe(false);
  expect(isPossible(over, { kind: "retryCall", call: 99 })).toBe(false);
  expect(isPossible(over, { kind: "runForResult", call: 0 })).toBe(true);
  expect(isPossible(over, { kind: "cancelCall", call: 3 })).toBe(false);
  expect(isPossible(live, { kind: "cancelCall", call: 5 })).toBe(true);
  expect(isPossible(live, { kind: "retryCall", call: 5 })).toBe(false);
  expect(isPossible(live, { kind: "cancelCall", call: 99 })).toBe(false);
  expect(isPossible(live, { kind: "openSource", call: 0 })).toBe(true);
});
