import type { CallState } from "../../../src/core/model/runState";
import { segmentsOf, type SegmentKind } from "./segments";

/** The kinds the overview draws: attempts, since waits would hide them at its size. */
const drawnKinds: ReadonlySet<SegmentKind> = new Set(["running", "succeeded", "failed", "timedOut", "cancelled"]);

export interface OverviewShape {
  readonly kind: SegmentKind;
  /** An SVG path of horizontal strokes. */
  readonly path: string;
}

/** All attempts of a run in small: a path a kind, drawn over each other in the order given. `x` maps to pixels. */
export function overviewShapes(
  calls: readonly CallState[],
  nowMs: number,
  height: number,
  x: (ms: number) => number,
): { readonly shapes: readonly OverviewShape[]; readonly strokeWidth: number } {
  const pitch = Math.min(6, height / Math.max(1, calls.length));
  const paths = new Map<SegmentKind, string>();
  for (const call of calls) {
    const y = round((call.index + 0.5) * pitch);
    for (const segment of segmentsOf(call, nowMs)) {
      if (!drawnKinds.has(segment.kind)) continue;
      const left = round(x(segment.startMs));
      const width = Math.max(1, round(x(segment.endMs)) - left);
      paths.set(segment.kind, `${paths.get(segment.kind) ?? ""}M${left} ${y}h${round(width)}`);
    }
  }
  // What needs attention comes last and so on top.
  const order: readonly SegmentKind[] = ["succeeded", "cancelled", "running", "timedOut", "failed"];
  const shapes = order.flatMap((kind) => {
    const path = paths.get(kind);
    return path === undefined ? [] : [{ kind, path }];
  });
  return { shapes, strokeWidth: Math.max(1, pitch - (pitch > 3 ? 1.5 : 0)) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
