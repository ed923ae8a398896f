import type { VirtualItem } from "@tanstack/virtual-core";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Frame } from "../../frame";
import type { ConcurrencyStep } from "../../geometry/concurrency";
import { createTicks } from "../../geometry/ticks";
import { rowMetrics } from "../../layout";
import { place } from "../../place";
import { gridHead, laneBackdrop } from "./axis";
import { connectors } from "./connectors";
import { emptyState } from "../empty";
import { row } from "./row";

/** Pixels a tick's label needs, and some air. */
const pixelsPerTick = 84;

export interface GridHandlers {
  readonly key: (event: KeyboardEvent) => void;
  readonly wheel: (event: WheelEvent) => void;
  readonly press: (event: PointerEvent) => void;
  readonly scroll: () => void;
}

/** The calls in rows beside time: the columns' names, the axis, the concurrency track, and the rows that are in view. */
export function grid(
  frame: Frame,
  steps: readonly ConcurrencyStep[],
  items: readonly VirtualItem[],
  on: GridHandlers,
): TemplateResult {
  const { run, text, rows, layout, laneWidth } = frame;
  const { rowHeight, laneMiddle } = rowMetrics(layout);
  const ticks = createTicks(frame.scale, frame.window, laneWidth / pixelsPerTick);
  const tabStop = tabStopOf(frame);
  return html`<div
    class="grid"
    role="grid"
    aria-label=${text.title(run.title)}
    aria-rowcount=${rows.length + (run.task ? 3 : 2)}
    aria-colcount="5"
    @keydown=${on.key}
    @wheel=${on.wheel}
    @pointerdown=${on.press}
    @scroll=${on.scroll}
  >
    ${gridHead(frame, ticks, steps)}
    <div role="rowgroup" class="grid-body" ${place({ height: `${rows.length * rowHeight}px` })}>
      <div class="lanes" role="presentation">${laneBackdrop(frame, ticks)}</div>
      ${repeat(
        items.flatMap((item) => {
          const call = run.call(rows[item.index] ?? -1);
          return call ? [{ item, call }] : [];
        }),
        ({ call }) => call.state.index,
        ({ item, call }) =>
          row(frame, call, { position: item.index, top: item.start, isTabStop: call.state.index === tabStop }),
      )}
      <div class="lanes" role="presentation">
        ${connectors(frame, { positionOf: positions(rows), rowHeight, laneMiddle })}
      </div>
    </div>
    ${rows.length === 0 ? noRows(frame) : nothing}
  </div>`;
}

/** The call whose row Tab reaches: the selected one if it has a row, else the first. */
export function tabStopOf({ view, rows }: Pick<Frame, "view" | "rows">): number | undefined {
  return view.selected !== undefined && rows.includes(view.selected) ? view.selected : rows[0];
}

function positions(rows: readonly number[]): (call: number) => number | undefined {
  return (call) => {
    const position = rows[call] === call ? call : rows.indexOf(call);
    return position < 0 ? undefined : position;
  };
}

function noRows({ run, text, send }: Frame): TemplateResult {
  if (run.callCount === 0) {
    const { noCalls, noCallsYet } = text.empty;
    return emptyState({ icon: "info", title: run.task && run.isLive ? noCallsYet : noCalls });
  }
  const showAll = () => send({ kind: "showAllCalls" });
  return emptyState({ icon: "search", title: text.nothingMatches, action: { label: text.clearFilter, run: showAll } });
}
