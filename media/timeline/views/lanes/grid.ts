import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { Frame } from "../../frame";
import type { RowInView } from "../../controllers/rowVirtualizer";
import { rowMetrics } from "../../layout";
import { place } from "../../place";
import { gridHead, laneBackdrop, ticksFor } from "./axis";
import type { ShownCall } from "../../state/shownRun";
import { connectors } from "./connectors";
import { emptyState } from "../empty";
import { row } from "./row";

export interface GridHandlers {
  readonly key: (event: KeyboardEvent) => void;
  readonly wheel: (event: WheelEvent) => void;
  readonly press: (event: PointerEvent) => void;
  readonly scroll: () => void;
}

/** The calls in rows beside time: the columns' names, the axis, the concurrency track, and the rows that are in view. */
export function grid(frame: Frame, items: readonly RowInView[], on: GridHandlers): TemplateResult {
  const { run, text, rows } = frame;
  const { rowHeight, laneMiddle } = rowMetrics();
  const ticks = ticksFor(frame);
  const tabStop = tabStopOf(frame);
  const seen = seenOfAll(frame);
  return html`<div
    class="grid"
    role="grid"
    aria-label=${text.title(run.title)}
    aria-rowcount=${rows.count + (run.task ? 3 : 2)}
    aria-colcount="5"
    @keydown=${on.key}
    @wheel=${on.wheel}
    @pointerdown=${on.press}
    @scroll=${on.scroll}
  >
    ${gridHead(frame, ticks)}
    <div role="rowgroup" class="grid-body" ${place({ height: `${rows.count * rowHeight}px` })}>
      <div class="lanes" role="presentation">${laneBackdrop(frame, ticks)}</div>
      ${repeat(
        items.flatMap((item) => {
          const call = run.call(rows.at(item.position) ?? -1);
          return call ? [{ item, call }] : [];
        }),
        ({ call }) => call.state.index,
        ({ item: { position, top }, call }) => {
          const at = { position, top, isTabStop: call.state.index === tabStop };
          return guard([...seen, ...Object.values(at), ...seenOf(frame, call)], () => row(frame, call, at));
        },
      )}
      <div class="lanes" role="presentation">${connectors(frame, { rowHeight, laneMiddle })}</div>
    </div>
    ${rows.count === 0 ? noRows(frame) : nothing}
  </div>`;
}

/** All that rows show beside their calls: as long as it is the same, and the call is, a row is not painted anew. */
function seenOfAll({ run, view, text, layout, laneWidth, scale, window }: Frame): readonly unknown[] {
  const { scrollTop: _, ...look } = view;
  const axis = [laneWidth, scale.length, run.course.rounds.length, window.from, window.to];
  return [run, run.isLive, run.task !== undefined, run.edges.length, text, layout, ...axis, JSON.stringify(look)];
}

/** What a row shows of its call: until that has ended, time goes on in it. */
function seenOf({ nowMs }: Frame, call: ShownCall): readonly unknown[] {
  return [call, call.state.endedAtMs === undefined ? nowMs : 0];
}

/** The call whose row Tab reaches: the selected one if it has a row, else the first. */
export function tabStopOf({ view, rows }: Pick<Frame, "view" | "rows">): number | undefined {
  return view.selected !== undefined && rows.positionOf(view.selected) !== undefined ? view.selected : rows.at(0);
}

function noRows({ run, text, send }: Frame): TemplateResult {
  if (run.callCount === 0) {
    const { noCalls, noCallsBody, noCallsYet, noCallsYetBody, pick } = text.empty;
    if (run.isLive) return emptyState({ icon: "sparkle", title: noCallsYet, body: noCallsYetBody });
    const action = { label: pick, run: () => send({ kind: "pickRun" }) };
    return emptyState({ icon: "info", title: noCalls, body: noCallsBody, action });
  }
  const showAll = () => send({ kind: "showAllCalls" });
  return emptyState({ icon: "search", title: text.nothingMatches, action: { label: text.clearFilter, run: showAll } });
}
