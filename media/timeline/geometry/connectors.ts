/** A point in the lanes, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The line from where one call ended to where another could start: out a little, across at the right height, and in
 * from the left, as an SVG path that ends at the tip of its arrow.
 */
export function connectorPath(from: Point, to: Point): string {
  const stub = 5;
  const turn = Math.max(stub, Math.min(to.x - stub, from.x + stub));
  const start = `M${round(from.x)} ${round(from.y)}`;
  if (to.x - from.x >= 2 * stub) return `${start}H${round(turn)}V${round(to.y)}H${round(to.x)}`;
  // The other call began at once: drop straight down beside its start, then point at it.
  const side = Math.max(0, to.x - stub);
  const middle = from.y + (to.y > from.y ? 9 : -9);
  return `${start}V${round(middle)}H${round(side)}V${round(to.y)}H${round(to.x)}`;
}

/** The head of an arrow that points to the right, its tip at the point. */
export function arrowHead({ x, y }: Point): string {
  return `M${round(x)} ${round(y)}l-4 -3v6z`;
}

function round(value: number): number {
  return Math.round(value * 2) / 2;
}
