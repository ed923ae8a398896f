import type { Controls } from "./controls";

/** Where the keyboard is in the grid. */
export interface GridPosition {
  readonly rows: readonly number[];
  /** The call whose row has the focus. */
  readonly focused: number;
  /** How many rows Page Up and Page Down move by. */
  readonly pageSize: number;
  readonly detailsOpen: boolean;
}

type GridControls = Pick<
  Controls,
  "select" | "openDetails" | "closeDetails" | "retryCall" | "editAndRetryCall" | "cancelCall" | "zoomToCall" | "pan"
>;

/** What a key does in the grid; whether it did anything. */
export function pressGridKey(key: string, position: GridPosition, controls: GridControls): boolean {
  const { rows, focused } = position;
  const target = moveTarget(key, position);
  if (target !== undefined) {
    const call = rows[Math.min(rows.length - 1, Math.max(0, target))];
    if (call !== undefined) controls.select(call);
    return true;
  }
  switch (key) {
    case "Enter":
    case " ":
      controls.openDetails(focused, "move");
      return true;
    case "Escape":
      if (!position.detailsOpen) return false;
      controls.closeDetails();
      return true;
    case "r":
    case "R":
      controls.retryCall(focused);
      return true;
    case "e":
    case "E":
      controls.editAndRetryCall(focused);
      return true;
    case "Delete":
      controls.cancelCall(focused);
      return true;
    case "f":
    case "F":
      controls.zoomToCall(focused);
      return true;
    case "ArrowLeft":
      controls.pan(-0.2);
      return true;
    case "ArrowRight":
      controls.pan(0.2);
      return true;
    default:
      return false;
  }
}

function moveTarget(key: string, { rows, focused, pageSize }: GridPosition): number | undefined {
  const current = Math.max(0, rows.indexOf(focused));
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
      return rows.length - 1;
    default:
      return undefined;
  }
}

/** What a key does anywhere in the panel but in a text field; whether it did anything. */
export function pressPanelKey(
  key: string,
  controls: Pick<Controls, "zoom" | "setWindow"> & { readonly find: () => void },
): boolean {
  switch (key) {
    case "+":
    case "=":
      controls.zoom(1.6);
      return true;
    case "-":
      controls.zoom(1 / 1.6);
      return true;
    case "0":
      controls.setWindow(undefined);
      return true;
    case "/":
      controls.find();
      return true;
    default:
      return false;
  }
}
