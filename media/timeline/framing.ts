import type { Controls } from "./controls";
import { filterCalls } from "./filterCalls";
import type { Frame } from "./frame";
import { concurrencySteps, type ConcurrencyStep } from "./geometry/concurrency";
import { overviewShapes } from "./geometry/overview";
import { createTimeScale, liveEndMs, offsetOf, type TimeScale } from "./geometry/timeScale";
import { fitWindow } from "./geometry/timeWindow";
import { layoutFor } from "./layout";
import { remember } from "./remember";
import type { ShownRun } from "./shownRun";
import type { Text } from "./text";
import type { ViewState } from "./viewState";
import { overviewHeight, type OverviewDrawing } from "./views/overview";

export interface Widths {
  readonly panel: number;
  readonly lane: number;
  readonly overview: number;
}

/** How often what is drawn of all calls is drawn anew while time passes and nothing happens, in milliseconds. */
const drawingIntervalMs = 250;

/** Makes frames, computing what takes all calls only when it has changed. */
export class Framing {
  private readonly rows = remember<readonly number[]>();
  private readonly steps = remember<readonly ConcurrencyStep[]>();
  private readonly drawing = remember<OverviewDrawing>();

  frame(run: ShownRun, view: ViewState, text: Text, controls: Controls, widths: Widths): Frame {
    const { nowMs } = run;
    const scale = scaleOf(run, nowMs);
    return {
      run,
      view,
      text,
      controls,
      layout: layoutFor(widths.panel),
      nowMs,
      scale,
      window: fitWindow(view.window, scale.length),
      rows: this.rowsOf(run, view),
      laneWidth: widths.lane,
      overviewWidth: widths.overview,
    };
  }

  /** The calls that have rows, in order. */
  rowsOf(run: ShownRun, { filter, query }: Pick<ViewState, "filter" | "query">): readonly number[] {
    return this.rows([run, run.version, filter, query], () => filterCalls(run, filter, query));
  }

  concurrency({ run, nowMs }: Frame): readonly ConcurrencyStep[] {
    return this.steps([run, run.version, beat(run, nowMs)], () => concurrencySteps(run.state.calls, nowMs));
  }

  overview({ run, nowMs, scale, overviewWidth }: Frame): OverviewDrawing {
    const x = (ms: number) => (offsetOf(scale, ms) / scale.length) * overviewWidth;
    return this.drawing([run, run.version, beat(run, nowMs), scale.length, overviewWidth], () =>
      overviewShapes(run.state.calls, nowMs, overviewHeight, x),
    );
  }
}

/** The axis of a run as it is at a time. */
export function scaleOf(run: ShownRun, nowMs: number): TimeScale {
  const round = run.state.rounds.at(-1);
  const endMs = run.isLive && round ? liveEndMs(round.startedAtMs, nowMs) : Math.max(round?.endedAtMs ?? 0, nowMs);
  return createTimeScale(run.state.rounds, endMs);
}

function beat(run: ShownRun, nowMs: number): number {
  return run.isLive ? Math.floor(nowMs / drawingIntervalMs) : 0;
}
