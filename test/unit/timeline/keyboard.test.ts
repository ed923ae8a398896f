import { describe, expect, it } from "vitest";
import { pressGridKey, pressPanelKey } from "../../../media/timeline/keyboard";

function press(key: string, position = { rows: [2, 5, 7, 9], focused: 5, pageSize: 2, detailsOpen: false }): string {
  let done = "nothing";
  const tell =
    (name: string) =>
    (...values: unknown[]) => {
      done = [name, ...values].join(" ");
    };
  pressGridKey(key, position, {
    select: tell("select"),
    openDetails: tell("openDetails"),
    closeDetails: tell("closeDetails"),
    retryCall: tell("retryCall"),
    editAndRetryCall: tell("editAndRetryCall"),
    cancelCall: tell("cancelCall"),
    zoomToCall: tell("zoomToCall"),
    pan: tell("pan"),
  });
  return done;
}

describe("keys in the grid", () => {
  it("move among the rows that are there, and no further", () => {
    expect(["ArrowDown", "ArrowUp", "Home", "End", "PageDown", "PageUp"].map((key) => press(key))).toEqual([
      "select 7",
      "select 2",
      "select 2",
      "select 9",
      "select 9",
      "select 2",
    ]);
    expect(press("ArrowDown", { rows: [4], focused: 4, pageSize: 5, detailsOpen: false })).toBe("select 4");
  });

  it("act on the focused call", () => {
    expect(["Enter", "r", "e", "Delete", "f", "x"].map((key) => press(key))).toEqual([
      "openDetails 5 move",
      "retryCall 5",
      "editAndRetryCall 5",
      "cancelCall 5",
      "zoomToCall 5",
      "nothing",
    ]);
  });

  it("close details only when they are open", () => {
    expect(press("Escape")).toBe("nothing");
    expect(press("Escape", { rows: [5], focused: 5, pageSize: 1, detailsOpen: true })).toBe("closeDetails");
  });
});

describe("keys anywhere", () => {
  it("zoom and find", () => {
    const done: string[] = [];
    const controls = {
      zoom: (factor: number) => done.push(factor > 1 ? "in" : "out"),
      setWindow: () => done.push("all"),
      find: () => done.push("find"),
    };
    for (const key of ["+", "=", "-", "0", "/", "q"]) pressPanelKey(key, controls);
    expect(done).toEqual(["in", "in", "out", "all", "find"]);
  });
});
