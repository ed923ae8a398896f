import { html, nothing, type TemplateResult } from "lit";
import type { ModelCallState, TaskState } from "../../../../src/core/model/task";
import { formatDuration } from "../../words/format";
import { laneShare, type Frame } from "../../frame";
import { percent, place } from "../../place";

/** When the model was waited for and when it wrote, on the axis of the calls: what started meanwhile is seen below it. */
export function modelRow(frame: Frame, { modelCalls }: TaskState): TemplateResult {
  const { text } = frame;
  return html`<div role="row" class="row model-row" aria-rowindex="3">
    <div role="rowheader" class="cell track-name">${text.task.model}</div>
    <div role="gridcell" class="cell lane">
      <div class="track" role="img" aria-label=${text.task.track(modelCalls.length)}>
        ${modelCalls.map((call) => modelCallBars(frame, call))}
      </div>
    </div>
  </div>`;
}

function modelCallBars(frame: Frame, call: ModelCallState): TemplateResult {
  const { bar, purpose } = frame.text.task;
  const endMs = call.endedAtMs ?? Math.max(frame.nowMs, call.startedAtMs);
  const firstMs = call.firstTokenAtMs ?? endMs;
  const request = purpose(call.purpose);
  return html`${stretch(frame, "model-waiting", call.startedAtMs, firstMs, bar.waiting(request, formatDuration(firstMs - call.startedAtMs)))}${stretch(
    frame,
    call.failure === undefined ? "model-writing" : "model-failed",
    firstMs,
    endMs,
    bar.writing(request, formatDuration(endMs - firstMs)),
  )}`;
}

function stretch(
  frame: Frame,
  kind: string,
  startMs: number,
  endMs: number,
  label: string,
): TemplateResult | typeof nothing {
  const from = laneShare(frame, startMs);
  const to = laneShare(frame, endMs);
  if (to < 0 || from > 1 || endMs <= startMs) return nothing;
  return html`<span
    class="segment ${kind}"
    title=${label}
    ${place({ left: percent(from), width: percent(to - from) })}
  ></span>`;
}
