import type { CallPart } from "../../src/timeline/protocol";
import type { CallFilter } from "./viewState";
import type { TimeWindow } from "./geometry/timeWindow";

/** What the views can ask for. Calls are indexes. */
export interface Controls {
  retryFailed(): void;
  runRemaining(): void;
  cancelRun(): void;
  pickRun(): void;
  retryCall(call: number): void;
  cancelCall(call: number): void;
  openSource(call: number): void;
  copy(call: number, part: CallPart): void;
  openInEditor(call: number, part: CallPart): void;
  /** Makes a call the selected one and brings its row into view. */
  select(call: number): void;
  /** Selects a call and shows its details, moving the focus there if asked to. */
  openDetails(call: number, focus: "keep" | "move"): void;
  closeDetails(): void;
  setFilter(filter: CallFilter): void;
  setQuery(query: string): void;
  /** Nothing shows the whole axis. */
  setWindow(window: TimeWindow | undefined): void;
  /** A factor above 1 zooms in, about an offset or the middle. */
  zoom(factor: number, anchor?: number): void;
  pan(share: number): void;
  zoomToCall(call: number): void;
  resizeColumns(width: number): void;
  resizeDetails(share: number): void;
}
