import type { Layout } from "./frame";

/** Half an editor on a common screen is about 600 pixels, too little for lanes and for words of each outcome. */
const narrowBelow = 680;
const wideFrom = 1100;

export interface RowMetrics {
  readonly rowHeight: number;
  /** From a row's top to the middle of its lane. */
  readonly laneMiddle: number;
  readonly headHeight: number;
}

export function layoutFor(width: number): Layout {
  if (width < narrowBelow) return "narrow";
  return width < wideFrom ? "medium" : "wide";
}

/** Heights in pixels that the style sheet keeps to: the virtual rows need to know them before they are painted. */
export function rowMetrics(hasModelRow = false): RowMetrics {
  return { rowHeight: 24, laneMiddle: 12, headHeight: 47 + (hasModelRow ? 22 : 0) };
}

/** The width of the columns before the lanes: as set by hand, else a good share, and always room for both. */
export function columnsWidth(chosen: number | undefined, gridWidth: number): number {
  const isNarrow = gridWidth < narrowBelow;
  const wanted = chosen ?? Math.min(700, gridWidth * 0.48);
  const [least, leastLane] = isNarrow ? [120, gridWidth * 0.35] : [400, 200];
  return Math.round(Math.max(least, Math.min(wanted, gridWidth - leastLane)));
}
