import { offsetOf, timeAt, type TimeScale } from "./timeScale";
import { shareOf, type TimeWindow } from "./timeWindow";

/** A mark on the axis. `share` is its place in the window, from 0 to 1. */
export interface Tick {
  readonly ms: number;
  readonly share: number;
}

export interface Ticks {
  readonly ticks: readonly Tick[];
  /** Milliseconds from one tick to the next. */
  readonly stepMs: number;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
/** What clocks and calendars count in, from a second on. */
const longSteps = [
  ...[1, 2, 5, 10, 15, 30].flatMap((count) => [count * second, count * minute]),
  ...[1, 2, 4, 6, 12].map((count) => count * hour),
  ...[1, 2, 5, 10].map((count) => count * day),
].sort((a, b) => a - b);

/** Marks at round times, about `count` over the window, at none of the places where idle time was cut. */
export function createTicks(scale: TimeScale, window: TimeWindow, count: number): Ticks {
  const stepMs = tickStep((window.to - window.from) / Math.max(1, count));
  const fromMs = timeAt(scale, window.from);
  const toMs = timeAt(scale, window.to);
  const ticks: Tick[] = [];
  for (const piece of scale.pieces) {
    const startMs = Math.max(piece.startMs, fromMs);
    const endMs = Math.min(piece.endMs, toMs);
    // Counting steps, not adding them up, keeps 0.1 + 0.2 from becoming a tick at 0.30000000000000004.
    const last = Math.floor(endMs / stepMs + 1e-9);
    for (let index = Math.max(0, Math.ceil(startMs / stepMs - 1e-9)); index <= last; index++) {
      const ms = index * stepMs;
      ticks.push({ ms, share: shareOf(window, offsetOf(scale, ms)) });
    }
  }
  return { ticks, stepMs };
}

/** The smallest round step that is at least this long: 1, 2 or 5 of a power of ten, or what clocks count in. */
export function tickStep(atLeastMs: number): number {
  if (atLeastMs > second) {
    const long = longSteps.find((step) => step >= atLeastMs);
    if (long !== undefined) return long;
    return day * decimalStep(atLeastMs / day);
  }
  return decimalStep(Math.max(atLeastMs, 0.001));
}

function decimalStep(atLeast: number): number {
  const exponent = Math.floor(Math.log10(atLeast));
  const power = 10 ** Math.abs(exponent);
  const scaled = [1, 2, 5, 10].map((factor) => (exponent < 0 ? factor / power : factor * power));
  return scaled.find((step) => step >= atLeast * (1 - 1e-9)) ?? atLeast;
}
