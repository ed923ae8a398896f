import type { Layout } from "./frame";

/** Half an editor on a common screen is about 600 pixels, too little for words and lanes side by side. */
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
export function rowMetrics(layout: Layout, hasModelRow = false): RowMetrics {
  const modelRowHeight = hasModelRow ? 22 : 0;
  return layout === "narrow"
    ? { rowHeight: 46, laneMiddle: 31, headHeight: 54 + modelRowHeight }
    : { rowHeight: 26, laneMiddle: 13, headHeight: 56 + modelRowHeight };
}

/** The width of the columns before the lanes: as set by hand, else a good share, and always room for both. */
export function columnsWidth(chosen: number | undefined, gridWidth: number): number {
  const wanted = chosen ?? Math.min(700, gridWidth * 0.48);
  return Math.round(Math.max(400, Math.min(wanted, gridWidth - 200)));
}
