import { describe, expect, it } from "vitest";
import { initialViewState, readViewState, viewStateForRun } from "../../../media/timeline/state/viewState";

describe("the persisted view", () => {
  it("is read back as it was", () => {
    const view = {
      runId: "r",
      selected: 3,
      detailsOpen: true,
      filter: "unsuccessful",
      query: "fs",
      window: { from: 1, to: 2 },
      scrollTop: 40,
      columnsWidth: 500,
      detailsShare: 0.5,
    } as const;
    expect(readViewState(JSON.parse(JSON.stringify(view)))).toEqual(view);
  });

  it.each([undefined, null, 7, "x", [], { selected: -1, filter: "no", window: { from: 2, to: 1 }, scrollTop: "a" }])(
    "is as initially where it makes no sense: %j",
    (persisted) => {
      expect(readViewState(persisted)).toEqual(initialViewState);
    },
  );

  it("keeps the lay-out and nothing else for another run", () => {
    const view = { ...initialViewState, runId: "a", selected: 2, detailsOpen: true, query: "x", detailsShare: 0.6 };
    expect(viewStateForRun(view, "b")).toEqual({ ...initialViewState, runId: "b", detailsShare: 0.6 });
    expect(viewStateForRun(view, "a")).toBe(view);
  });
});
