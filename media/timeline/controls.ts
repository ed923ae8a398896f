import type { CallPart } from "../../src/timeline/protocol";
import type { CallFilter } from "./viewState";
import type { TimeWindow } from "./geometry/timeWindow";

/** What the views can ask for. Calls are indexes. */
export interface Controls {
  readonly retryFailed: () => void;
  readonly runRemaining: () => void;
  readonly cancelRun: () => void;
  readonly pickRun: () => void;
  readonly retryCall: (call: number) => void;
  readonly editAndRetryCall: (call: number) => void;
  readonly cancelCall: (call: number) => void;
  readonly openSource: (call: number) => void;
  readonly copy: (call: number, part: CallPart) => void;
  readonly openInEditor: (call: number, part: CallPart) => void;
  readonly save: (call: number, part: CallPart) => void;
  /** Shows more of a text that was cut. */
  readonly showMore: (call: number, part: CallPart) => void;
  /** Makes a call the selected one and brings its row into view. */
  readonly select: (call: number) => void;
  /** Selects a call and shows its details, moving the focus there if asked to. */
  readonly openDetails: (call: number, focus: "keep" | "move") => void;
  readonly closeDetails: () => void;
  readonly setFilter: (filter: CallFilter) => void;
  readonly setQuery: (query: string) => void;
  /** Nothing shows the whole axis. */
  readonly setWindow: (window: TimeWindow | undefined) => void;
  /** A factor above 1 zooms in, about an offset or the middle. */
  readonly zoom: (factor: number, anchor?: number) => void;
  readonly pan: (share: number) => void;
  readonly zoomToCall: (call: number) => void;
  readonly resizeColumns: (width: number) => void;
  readonly resizeDetails: (share: number) => void;
}
