import type { TimeScale } from "./geometry/timeScale";
import { offsetOf } from "./geometry/timeScale";
import { shareOf, type TimeWindow } from "./geometry/timeWindow";
import type { Send } from "./intents";
import type { Rows } from "./state/rows";
import type { ShownRun } from "./state/shownRun";
import type { Text } from "./words/text";
import type { ViewState } from "./state/viewState";

/** How much room there is: `narrow` has none for words of outcomes, `wide` has room for details at the side. */
export type Layout = "narrow" | "medium" | "wide";

/** Everything a view needs to paint one moment of a run. */
export interface Frame {
  readonly run: ShownRun;
  readonly view: ViewState;
  readonly text: Text;
  readonly send: Send;
  readonly layout: Layout;
  readonly nowMs: number;
  readonly scale: TimeScale;
  readonly window: TimeWindow;
  /** Calls that have rows, in order. */
  readonly rows: Rows;
  /** Width of a lane in pixels. */
  readonly laneWidth: number;
  /** Width of the overview in pixels. */
  readonly overviewWidth: number;
}

/** Where a time is in the lanes: 0 at the left edge, 1 at the right. */
export function laneShare(frame: Frame, ms: number): number {
  return shareOf(frame.window, offsetOf(frame.scale, ms));
}
