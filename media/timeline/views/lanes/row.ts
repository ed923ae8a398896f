import { canCancel, canRetry } from "../../state/callActions";
import { html, nothing, type TemplateResult } from "lit";
import type { Ending } from "../../../../src/core/model/run";
import type { CallState } from "../../../../src/core/model/runState";
import { progressPercent, statusIcon, statusOf } from "../../state/callStatus";
import { formatDuration } from "../../words/format";
import type { Frame } from "../../frame";
import { runningMs } from "../../geometry/segments";
import { place } from "../../place";
import type { ShownCall } from "../../state/shownRun";
import { bar } from "./bar";
import { codicon, iconButton } from "../button";

/** The rows of the head come before the first call's: columns, the concurrency track, and that of a task's model. */
function headRows({ run }: Frame): number {
  return run.task ? 3 : 2;
}

export interface RowPlace {
  /** Position among the rows, from 0. */
  readonly position: number;
  /** Pixels from the top of the rows. */
  readonly top: number;
  /** Whether Tab reaches the grid here. */
  readonly isTabStop: boolean;
}

/** One call: place, name and arguments, outcome, time and bar. */
export function row(frame: Frame, call: ShownCall, { position, top, isTabStop }: RowPlace): TemplateResult {
  const { view, text, send } = frame;
  const { planned, state, argumentPreview } = call;
  const status = statusOf(state);
  const isSelected = view.selected === state.index;
  const duration = runningMs(state, frame.nowMs);
  const message = errorOf(frame, state.ending);
  const relation = relationTo(frame, state.index);
  return html`<div
    role="row"
    id="call-${state.index}"
    class="row call-row status-${status} ${isSelected ? "is-selected" : ""} ${relation?.className ?? ""}"
    data-call=${state.index}
    tabindex=${isTabStop ? "0" : "-1"}
    aria-rowindex=${position + 1 + headRows(frame)}
    aria-selected=${isSelected ? "true" : "false"}
    @click=${() => send({ kind: "openDetails", call: state.index, focus: "keep" })}
    ${place({ transform: `translateY(${top}px)` })}
  >
    <div role="gridcell" class="cell index">${state.index + 1}</div>
    <div
      role="rowheader"
      class="cell call"
      title="${planned.source}/${planned.toolName} ${argumentPreview}${message === undefined ? "" : `\n${message}`}"
    >
      ${
        relation
          ? html`<span class="relation" title=${relation.words} role="img" aria-label=${relation.words}
              >${codicon(relation.icon)}</span
            >`
          : nothing
      }<span class="tool"><span class="source">${planned.source}/</span>${planned.toolName}</span>
      ${planned.id === undefined ? nothing : html`<span class="call-id">${planned.id}</span>`}
      ${
        message === undefined
          ? html`<span class="arguments">${argumentPreview}</span>`
          : html`<span class="row-error">${message}</span>`
      }
      <span class="row-actions">${rowAction(frame, state)}</span>
    </div>
    <div role="gridcell" class="cell outcome">
      <span class="status-icon" title=${text.status(status)}>${codicon(statusIcon(status), status === "running")}</span
      ><span class="status">${statusWords(frame, state)}</span>${isUnknown(state.ending) ? unknownMark(frame) : nothing}
    </div>
    <div role="gridcell" class="cell duration">${duration === undefined ? "" : formatDuration(duration)}</div>
    <div role="gridcell" class="cell lane">${bar(frame, state)}</div>
  </div>`;
}

function rowAction({ run, text, send }: Frame, call: CallState): TemplateResult | typeof nothing {
  if (canCancel(run, call)) {
    const run = () => send({ kind: "cancelCall", call: call.index });
    return iconButton({ icon: "debug-stop", label: text.cancelCall, shortcut: "Delete", skipped: true, run });
  }
  if (canRetry(run, call)) {
    const run = () => send({ kind: "retryCall", call: call.index });
    return iconButton({ icon: "debug-rerun", label: text.retryCall, shortcut: "R", skipped: true, run });
  }
  return nothing;
}

function statusWords({ text }: Frame, call: CallState): string {
  const words = text.status(statusOf(call));
  const { ending } = call;
  if (ending?.outcome === "succeeded") return ending.cached ? text.statusDetail(words, text.cached) : words;
  const progress = progressPercent(call);
  return progress === undefined ? words : `${words} ${progress}%`;
}

/** What went wrong with a call, which says more of it than its arguments do. */
function errorOf({ text }: Frame, ending: Ending | undefined): string | undefined {
  return ending?.outcome === "failed" || ending?.outcome === "timedOut" ? text.error(ending.error) : undefined;
}

function isUnknown(ending: Ending | undefined): boolean {
  return ending !== undefined && ending.outcome !== "succeeded" && ending.outcomeUnknown === true;
}

function unknownMark({ text }: Frame): TemplateResult {
  return html`<span class="unknown" role="img" title=${text.outcomeUnknown} aria-label=${text.outcomeUnknownShort}
    >${codicon("warning")}</span
  >`;
}

interface Relation {
  readonly className: string;
  readonly icon: string;
  readonly words: string;
}

function relationTo({ run, view, text }: Frame, call: number): Relation | undefined {
  const { selected } = view;
  if (selected === undefined || selected === call) return undefined;
  if (run.edges.before(selected).some((edge) => edge.from === call)) {
    return { className: "is-before", icon: "arrow-small-right", words: text.waitedForMark };
  }
  if (run.edges.after(selected).some((edge) => edge.to === call)) {
    return { className: "is-after", icon: "arrow-small-left", words: text.waitsMark };
  }
  return undefined;
}
