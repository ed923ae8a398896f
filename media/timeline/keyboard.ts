import type { PanelIntent } from "./intents";
import type { Rows } from "./state/rows";

/** Where the keyboard is in the grid. */
export interface GridPosition {
  readonly rows: Rows;
  /** The call whose row has the focus. */
  readonly focused: number;
  /** How many rows Page Up and Page Down move by. */
  readonly pageSize: number;
  readonly detailsOpen: boolean;
}

/** What a key means in the grid; nothing for most. */
export function gridKeyIntent(key: string, position: GridPosition): PanelIntent | undefined {
  const { rows, focused: call } = position;
  const target = moveTarget(key, position);
  if (target !== undefined) {
    const next = rows.at(Math.min(rows.count - 1, Math.max(0, target)));
    return next === undefined ? undefined : { kind: "select", call: next };
  }
  switch (key) {
    case "Enter":
    case " ":
      return { kind: "openDetails", call, focus: "move" };
    case "Escape":
      return position.detailsOpen ? { kind: "closeDetails" } : undefined;
    case "r":
    case "R":
      return { kind: "retryCall", call };
    case "e":
    case "E":
      return { kind: "editAndRetryCall", call };
    case "Delete":
      return { kind: "cancelCall", call };
    case "f":
    case "F":
      return { kind: "zoomToCall", call };
    case "ArrowLeft":
      return { kind: "pan", share: -0.2 };
    case "ArrowRight":
      return { kind: "pan", share: 0.2 };
    default:
      return undefined;
  }
}

function moveTarget(key: string, { rows, focused, pageSize }: GridPosition): number | undefined {
  const current = rows.positionOf(focused) ?? 0;
  switch (key) {
    case "ArrowDown":
      return current + 1;
    case "ArrowUp":
      return current - 1;
    case "PageDown":
      return current + pageSize;
    case "PageUp":
      return current - pageSize;
    case "Home":
      return 0;
    case "End":
      return rows.count - 1;
    default:
      return undefined;
  }
}

/** What a key means where nothing has the focus, as when the panel has just been gone to: what it means in the rows. */
export function unfocusedKeyIntent(
  key: string,
  position: GridPosition,
  hasSelection: boolean,
): PanelIntent | undefined {
  const isStep = key === "ArrowDown" || key === "ArrowUp";
  if (isStep && !hasSelection) return { kind: "enterRows" };
  return gridKeyIntent(key, position);
}

/** What a key means in the search field; nothing for those that are typed there. */
export function searchKeyIntent(key: string): PanelIntent | undefined {
  switch (key) {
    case "Escape":
      return { kind: "leaveSearch" };
    case "Enter":
    case "ArrowDown":
      return { kind: "enterRows" };
    default:
      return undefined;
  }
}

/** What a key means anywhere else in the panel; nothing for most. */
export function panelKeyIntent(
  key: string,
  { detailsOpen }: Pick<GridPosition, "detailsOpen">,
): PanelIntent | undefined {
  switch (key) {
    case "Escape":
      return detailsOpen ? { kind: "closeDetails" } : undefined;
    case "+":
    case "=":
      return { kind: "zoom", factor: 1.6 };
    case "-":
      return { kind: "zoom", factor: 1 / 1.6 };
    case "0":
      return { kind: "showWindow", window: undefined };
    case "/":
      return { kind: "find" };
    case "n":
      return { kind: "nextFailure", direction: 1 };
    case "N":
      return { kind: "nextFailure", direction: -1 };
    case "?":
      return { kind: "help" };
    default:
      return undefined;
  }
}
