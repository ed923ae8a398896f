/** Where a bar's label goes, as a share of the lane: its left edge after the bar, or its right edge before it or within it. */
export interface LabelPlace {
  readonly side: "after" | "before" | "within";
  readonly share: number;
}

/** Between a bar and its label, in pixels. */
const gapPixels = 4;

/**
 * Puts a label behind its bar where there is room, else before it, else at the inner end of what is seen of it. `from` and
 * `to` are shares of a lane of `laneWidth` pixels; nothing for a bar that is out of view.
 */
export function placeLabel(
  bar: { readonly from: number; readonly to: number },
  laneWidth: number,
  labelWidth: number,
): LabelPlace | undefined {
  if (bar.to < 0 || bar.from > 1 || laneWidth <= 0) return undefined;
  const gap = gapPixels / laneWidth;
  const needed = labelWidth / laneWidth + gap;
  if (bar.to + needed <= 1) return { side: "after", share: bar.to + gap };
  if (bar.from - needed >= 0) return { side: "before", share: bar.from - gap };
  return { side: "within", share: Math.min(1, bar.to) - gap };
}
