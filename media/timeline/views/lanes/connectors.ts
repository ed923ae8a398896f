import { html, nothing, svg, type TemplateResult } from "lit";
import type { Edge } from "../../../../src/core/model/plan";
import { laneShare, type Frame } from "../../frame";
import { arrowHead, connectorPath, type Point } from "../../geometry/connectors";

export interface RowGeometry {
  readonly rowHeight: number;
  /** Pixels from a row's top to the middle of its lane. */
  readonly laneMiddle: number;
}

/** Lines in the lanes from what the selected call waited for, and to what waits for it. */
export function connectors(frame: Frame, rows: RowGeometry): TemplateResult | typeof nothing {
  const { run, view, laneWidth } = frame;
  if (view.selected === undefined || laneWidth <= 0) return nothing;
  const edges = [...run.edges.before(view.selected), ...run.edges.after(view.selected)];
  const lines = edges.flatMap((edge) => {
    const points = pointsOf(frame, rows, edge);
    return points ? [{ ...points, kind: edge.kind }] : [];
  });
  if (lines.length === 0) return nothing;
  const height = frame.rows.count * rows.rowHeight;
  return html`<svg class="connectors" width=${laneWidth} height=${height} aria-hidden="true">
    ${lines.map(
      ({ from, to, kind }) => svg`
        <path class="connector is-${kind}" d=${connectorPath(from, to)}></path>
        <path class="connector-head" d=${arrowHead(to)}></path>`,
    )}
  </svg>`;
}

function pointsOf(frame: Frame, rows: RowGeometry, edge: Edge): { from: Point; to: Point } | undefined {
  const fromPosition = frame.rows.positionOf(edge.from);
  const toPosition = frame.rows.positionOf(edge.to);
  const endedAtMs = frame.run.callState(edge.from)?.endedAtMs;
  const follower = frame.run.callState(edge.to);
  if (fromPosition === undefined || toPosition === undefined || endedAtMs === undefined || follower === undefined) {
    return undefined;
  }
  const startedMs = follower.attempts.find((attempt) => attempt.startedAtMs >= follower.enteredAtMs)?.startedAtMs;
  const reachedMs = startedMs ?? follower.readyAtMs ?? follower.endedAtMs ?? frame.nowMs;
  return { from: pointAt(endedAtMs, fromPosition), to: pointAt(reachedMs, toPosition) };

  function pointAt(ms: number, position: number): Point {
    return { x: laneShare(frame, ms) * frame.laneWidth, y: position * rows.rowHeight + rows.laneMiddle };
  }
}
