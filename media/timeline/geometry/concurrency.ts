import type { CallState } from "../../../src/core/model/runState";

/** From `atMs` on, until the next step, this many attempts had a place in the limits. */
export interface ConcurrencyStep {
  readonly atMs: number;
  readonly running: number;
}

/** How many attempts ran at each time, in order of time. An attempt that was given up counts until it is released. */
export function concurrencySteps(calls: readonly CallState[], nowMs: number): readonly ConcurrencyStep[] {
  const changes: { readonly atMs: number; readonly by: number }[] = [];
  for (const call of calls) {
    for (const { startedAtMs, endedAtMs, releasedAtMs } of call.attempts) {
      changes.push({ atMs: startedAtMs, by: 1 }, { atMs: releasedAtMs ?? endedAtMs ?? nowMs, by: -1 });
    }
  }
  // At one and the same time a place is freed before it is taken, or the track would show one too many.
  changes.sort((a, b) => a.atMs - b.atMs || a.by - b.by);
  const steps: ConcurrencyStep[] = [];
  let running = 0;
  for (const [index, { atMs, by }] of changes.entries()) {
    running += by;
    if (changes[index + 1]?.atMs !== atMs) steps.push({ atMs, running: Math.max(0, running) });
  }
  return steps;
}

/**
 * The outline of the area under the steps, as an SVG path from the base line and back to it. `x` and `y` map to pixels;
 * steps that fall on one pixel column are drawn as their highest.
 */
export function areaPath(
  steps: readonly ConcurrencyStep[],
  x: (ms: number) => number,
  y: (running: number) => number,
): string {
  const columns: { x: number; running: number; last: number }[] = [];
  for (const step of steps) {
    const column = Math.round(x(step.atMs) * 2) / 2;
    const current = columns.at(-1);
    if (current?.x === column) {
      current.running = Math.max(current.running, step.running);
      current.last = step.running;
    } else {
      columns.push({ x: column, running: step.running, last: step.running });
    }
  }
  const [first] = columns;
  if (first === undefined) return "";
  let path = `M${first.x} ${y(0)}`;
  for (const [index, column] of columns.entries()) {
    path += `H${column.x}V${y(column.running)}`;
    const next = columns[index + 1];
    if (column.last !== column.running && next) path += `H${Math.min(column.x + 0.5, next.x)}V${y(column.last)}`;
  }
  return `${path}V${y(0)}Z`;
}
