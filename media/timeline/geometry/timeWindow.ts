/** The part of the axis that is in view, as offsets (see `timeScale.ts`). */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** How far one can zoom in, in milliseconds: until calls of a few microseconds are seen, however long the axis is. */
const smallestSpanMs = 0.01;

function smallestSpan(length: number): number {
  return Math.min(length, smallestSpanMs);
}

/** The window as it may be on an axis of this length; all of it when no window is given. */
export function fitWindow(window: TimeWindow | undefined, length: number): TimeWindow {
  if (window === undefined) return { from: 0, to: length };
  const span = Math.min(length, Math.max(window.to - window.from, smallestSpan(length)));
  const from = Math.min(Math.max(0, window.from), length - span);
  return { from, to: from + span };
}

/** Zooms so that the offset `anchor` stays where it is. A factor above 1 zooms in. Nothing stands for the whole axis. */
export function zoomWindow(
  window: TimeWindow | undefined,
  length: number,
  factor: number,
  anchor?: number,
): TimeWindow | undefined {
  const current = fitWindow(window, length);
  const fixed = anchor ?? (current.from + current.to) / 2;
  const span = Math.max((current.to - current.from) / factor, smallestSpan(length));
  if (span >= length) return undefined;
  const share = (fixed - current.from) / (current.to - current.from);
  return fitWindow({ from: fixed - share * span, to: fixed + (1 - share) * span }, length);
}

/** Moves by a share of what is in view; positive is later. The whole axis stays as it is. */
export function panWindow(window: TimeWindow | undefined, length: number, share: number): TimeWindow | undefined {
  if (window === undefined) return undefined;
  const by = share * (window.to - window.from);
  return fitWindow({ from: window.from + by, to: window.to + by }, length);
}

/** Where an offset is in the window: 0 at its left edge, 1 at its right. Kept just outside for what is far away. */
export function shareOf(window: TimeWindow, offset: number): number {
  const share = (offset - window.from) / (window.to - window.from);
  // Browsers lose precision at millions of pixels, and a label in the middle of a bar should be in view.
  return Math.min(1.02, Math.max(-0.02, share));
}
