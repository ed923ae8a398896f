import { html, nothing, svg, type TemplateResult } from "lit";
import { formatDuration, formatTick } from "../../words/format";
import { laneShare, type Frame } from "../../frame";
import { areaPath, ConcurrencyTrack } from "../../geometry/concurrency";
import { createTicks, type Tick, type Ticks } from "../../geometry/ticks";
import { timeAt } from "../../geometry/timeScale";
import { shareOf } from "../../geometry/timeWindow";
import { percent, place } from "../../place";
import { modelRow } from "./modelRow";

/** What a character of a tick's label takes at most, in pixels. */
const characterPixels = 7;
/** From a tick to the next at least, in pixels. */
const pixelsPerTick = 84;
const trackHeight = 23;
/** Keeps a full track's line off the edge. */
const trackPadding = 3;

/** The head of the grid: its columns' names, the time axis, and below them how many calls ran at once. */
export function gridHead(frame: Frame, ticks: Ticks): TemplateResult {
  const { columns, concurrency } = frame.text;
  // One that would be cut off at the right edge is left out.
  const hasRoomForLabel = ({ ms, share }: Tick) =>
    share >= 0 && (1 - share) * frame.laneWidth >= formatTick(ms, ticks.stepMs).length * characterPixels;
  return html`<div role="rowgroup" class="grid-head">
    <div role="row" class="row head-row" aria-rowindex="1">
      <div role="columnheader" class="cell index">${columns.index}</div>
      <div role="columnheader" class="cell call">${columns.call}</div>
      <div role="columnheader" class="cell outcome">${columns.outcome}</div>
      <div role="columnheader" class="cell duration">${columns.duration}</div>
      <div role="columnheader" class="cell lane axis">
        <span class="unseen">${columns.lane}</span>
        <div class="track" aria-hidden="true">
          ${ticks.ticks
            .filter(hasRoomForLabel)
            .map(
              ({ ms, share }) =>
                html`<span class="tick-label" ${place({ left: percent(share) })}
                  >${formatTick(ms, ticks.stepMs)}</span
                >`,
            )}
        </div>
      </div>
    </div>
    <div role="row" class="row track-row" aria-rowindex="2">
      <div role="rowheader" class="cell track-name">${concurrency}</div>
      <div role="gridcell" class="cell lane">${concurrencyTrack(frame)}</div>
    </div>
    ${frame.run.task ? modelRow(frame, frame.run.task) : nothing}
  </div>`;
}

/** As many ticks as there is room for their labels, which have many digits when zoomed in far into a long run. */
export function ticksFor({ scale, window, laneWidth }: Frame): Ticks {
  const ticks = createTicks(scale, window, laneWidth / pixelsPerTick);
  const longest = Math.max(0, ...ticks.ticks.map(({ ms }) => formatTick(ms, ticks.stepMs).length));
  const needed = longest * characterPixels + 12;
  return needed <= pixelsPerTick ? ticks : createTicks(scale, window, laneWidth / needed);
}

function concurrencyTrack(frame: Frame): TemplateResult {
  const { run, text, laneWidth, window, scale } = frame;
  const limit = run.maxConcurrency;
  // Made from all attempts at once: as calls come in, each before others in time, it would be made anew for each.
  const concurrency = run.isComplete ? run.activity.concurrency : new ConcurrencyTrack();
  const { peak } = concurrency;
  const top = Math.max(limit, peak, 1);
  const y = (running: number) => trackHeight - (running / top) * (trackHeight - trackPadding);
  const msPerPixel = (window.to - window.from) / Math.max(1, laneWidth);
  const area = areaPath(concurrency, frame.nowMs, {
    width: laneWidth,
    x: (ms) => laneShare(frame, ms) * laneWidth,
    msAt: (x) => timeAt(scale, window.from + x * msPerPixel),
    y,
  });
  return html`<div class="track" role="img" aria-label=${text.concurrencyTrack(limit, peak)}>
    <svg class="concurrency" viewBox="0 0 ${Math.max(1, laneWidth)} ${trackHeight}" aria-hidden="true">
      <path class="concurrency-area" d=${area}></path>
      ${svg`<line class="concurrency-limit" x1="0" x2=${laneWidth} y1=${y(limit)} y2=${y(limit)}></line>`}
    </svg>
    <span class="limit-label" aria-hidden="true" ${place({ top: `${y(limit)}px` })}>${limit}</span>
  </div>`;
}

/** What lies behind all lanes: grid lines, shortened idle time, and where now is. */
export function laneBackdrop(frame: Frame, ticks: Ticks): TemplateResult {
  const { run, scale, window, text } = frame;
  return html`<div class="backdrop">
    <div class="track">
      ${ticks.ticks.map(({ share }) => html`<span class="grid-line" ${place({ left: percent(share) })}></span>`)}
      ${scale.breaks.map(({ startMs, endMs, offset, width }) => {
        const from = shareOf(window, offset);
        const to = shareOf(window, offset + width);
        const label = text.idle(formatDuration(endMs - startMs));
        return html`<span
          class="break"
          title=${label}
          ${place({ left: percent(from), width: percent(to - from) })}
        ></span>`;
      })}
      ${run.isLive ? html`<span class="now-line" ${place({ left: percent(laneShare(frame, frame.nowMs)) })}></span>` : ""}
    </div>
  </div>`;
}
