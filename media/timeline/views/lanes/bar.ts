import { html, nothing, type TemplateResult } from "lit";
import type { CallState } from "../../../../src/core/model/runState";
import { statusIcon, statusOf } from "../../state/callStatus";
import { formatDuration } from "../../words/format";
import { laneShare, type Frame } from "../../frame";
import { runningMs, segmentsOf, type Segment } from "../../geometry/segments";
import { percent, place } from "../../place";
import { codicon } from "../button";
import { barTime } from "./barTime";

/** An attempt's number is written in its bar from this width on, in pixels. */
const numberedFromPixels = 16;
/** What shows of the ground between two stretches: no two colours need to stand out from one another. */
const gapPixels = 1;

/** A call's bar: what it waited for and its attempts, each where it was in time. */
export function bar(frame: Frame, call: CallState): TemplateResult {
  const isTriedAgain = call.attempts.length > 1;
  const segments = segmentsOf(call, frame.nowMs);
  return html`<div class="track">
    ${segments.map((segment) => segmentView(frame, segment, isTriedAgain))}${endMark(frame, call)}${barTime(
      frame,
      call,
      segments,
      runningMs(call, frame.nowMs),
    )}
  </div>`;
}

function segmentView(frame: Frame, segment: Segment, isNumbered: boolean): TemplateResult | typeof nothing {
  const from = laneShare(frame, segment.startMs);
  const to = laneShare(frame, segment.endMs);
  if (to < 0 || from > 1) return nothing;
  const { text, laneWidth } = frame;
  const hasRoom = (to - from) * laneWidth >= numberedFromPixels;
  const words = `${text.legend[segment.kind]}, ${formatDuration(segment.endMs - segment.startMs)}`;
  const label = segment.attempt === undefined ? words : `${text.attemptShort(segment.attempt)}: ${words}`;
  return html`<span
    class="segment ${segment.kind}"
    title=${label}
    ${place({ left: percent(from), width: `calc(${percent(to - from)} - ${gapPixels}px)` })}
    >${
      isNumbered && hasRoom && segment.attempt !== undefined && segment.kind !== "holding"
        ? html`<span class="segment-label">${segment.attempt}</span>`
        : nothing
    }</span
  >`;
}

/** Where a call ended that never ran: without it, its lane would end in nothing. */
function endMark(frame: Frame, call: CallState): TemplateResult | typeof nothing {
  if (call.endedAtMs === undefined || call.attempts.some((attempt) => attempt.startedAtMs >= call.enteredAtMs)) {
    return nothing;
  }
  const share = laneShare(frame, call.endedAtMs);
  if (share < 0 || share > 1) return nothing;
  return html`<span class="end-mark" ${place({ left: percent(share) })}>${codicon(statusIcon(statusOf(call)))}</span>`;
}
