import { describe, expect, it } from "vitest";
import { gridKeyIntent, panelKeyIntent, searchKeyIntent, unfocusedKeyIntent } from "../../../media/timeline/keyboard";
import { allRows, rowsOf } from "../../../media/timeline/state/rows";
import type { PanelIntent } from "../../../media/timeline/intents";

const words = (intent: PanelIntent | undefined) => (intent ? Object.values(intent).join(" ") : "nothing");

function press(
  key: string,
  position = { rows: rowsOf([2, 5, 7, 9]), focused: 5, pageSize: 2, detailsOpen: false },
): string {
  return words(gridKeyIntent(key, position));
}

it("keys act on the rows where nothing has the focus, and the first step goes to a row", () => {
  const at = (key: string, hasSelection: boolean) =>
    words(unfocusedKeyIntent(key, { rows: allRows(9), focused: 5, pageSize: 2, detailsOpen: false }, hasSelection));
  expect(["ArrowDown", "ArrowUp", "End", "r"].map((key) => at(key, false))).toEqual([
    "enterRows",
    "enterRows",
    "select 8",
    "retryCall 5",
  ]);
  expect(at("ArrowDown", true)).toBe("select 6");
});

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
    expect(press("ArrowDown", { rows: rowsOf([4]), focused: 4, pageSize: 5, detailsOpen: false })).toBe("select 4");
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
    expect(["ArrowLeft", "ArrowRight"].map((key) => press(key))).toEqual(["pan -0.2", "pan 0.2"]);
  });

  it("close details only when they are open", () => {
    expect(press("Escape")).toBe("nothing");
    expect(press("Escape", { rows: rowsOf([5]), focused: 5, pageSize: 1, detailsOpen: true })).toBe("closeDetails");
  });
});

describe("keys in the search field", () => {
  it("leave it, or enter the rows, and are typed otherwise", () => {
    expect(["Escape", "Enter", "ArrowDown", "/", "0"].map((key) => words(searchKeyIntent(key)))).toEqual([
      "leaveSearch",
      "enterRows",
      "enterRows",
      "nothing",
      "nothing",
    ]);
  });
});

describe("keys anywhere", () => {
  it("zoom, find, and close details that are open", () => {
    const done = ["+", "=", "-", "0", "/", "q", "Escape"].map((key) => panelKeyIntent(key, { detailsOpen: false }));
    expect(done).toEqual([
      { kind: "zoom", factor: 1.6 },
      { kind: "zoom", factor: 1.6 },
      { kind: "zoom", factor: 1 / 1.6 },
      { kind: "showWindow", window: undefined },
      { kind: "find" },
      undefined,
      undefined,
    ]);
    expect(panelKeyIntent("Escape", { detailsOpen: true })).toEqual({ kind: "closeDetails" });
  });
});
