import { html, nothing, type TemplateResult } from "lit";
import type { CallState } from "../../../../src/core/model/runState";
import { laneShare, type Frame } from "../../frame";
import { placeLabel } from "../../geometry/barLabel";
import type { Segment } from "../../geometry/segments";
import { percent, place } from "../../place";
import { progressPercent } from "../../state/callStatus";
import { formatDuration } from "../../words/format";

/** About what a character of a label takes, in pixels. */
const characterPixels = 7;

/** How long a call's attempts took, beside its bar: where there is no column for it. */
export function barTime(
  frame: Frame,
  call: CallState,
  segments: readonly Segment[],
  durationMs: number | undefined,
): TemplateResult | typeof nothing {
  const attempts = segments.filter(({ attempt }) => attempt !== undefined);
  const [first] = attempts;
  if (frame.layout !== "narrow" || durationMs === undefined || first === undefined) return nothing;
  const endMs = segments.reduce((latest, segment) => Math.max(latest, segment.endMs), first.endMs);
  const progress = progressPercent(call);
  const words = [formatDuration(durationMs), ...(progress === undefined ? [] : [`${progress}%`])].join(" · ");
  const bar = { from: laneShare(frame, first.startMs), to: laneShare(frame, endMs) };
  const label = placeLabel(bar, frame.laneWidth, words.length * characterPixels);
  if (label === undefined) return nothing;
  const at = label.side === "after" ? { left: percent(label.share) } : { right: percent(1 - label.share) };
  return html`<span class="bar-time is-${label.side}" aria-hidden="true" ${place(at)}>${words}</span>`;
}
