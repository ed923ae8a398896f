import { timeAt, type TimeScale } from "../geometry/timeScale";
import type { TimeWindow } from "../geometry/timeWindow";
import { formatDuration } from "./format";
import type { Text } from "./text";

/** Which part of a run's time the lanes show. */
export function windowWords(text: Text, scale: TimeScale, window: TimeWindow | undefined): string {
  if (window === undefined) return text.windowAll;
  return text.windowValue(formatDuration(timeAt(scale, window.from)), formatDuration(timeAt(scale, window.to)));
}
