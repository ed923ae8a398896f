import { scaleOf } from "./state/axis";
import { filterCalls } from "./state/filterCalls";
import type { Frame } from "./frame";
import { concurrencySteps, type ConcurrencyStep } from "./geometry/concurrency";
import { overviewShapes } from "./geometry/overview";
import { offsetOf } from "./geometry/timeScale";
import { fitWindow } from "./geometry/timeWindow";
import type { Send } from "./intents";
import { layoutFor } from "./layout";
import { remember } from "./state/remember";
import type { ShownRun } from "./state/shownRun";
import type { Text } from "./words/text";
import type { ViewState } from "./state/viewState";
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

  frame(run: ShownRun, view: ViewState, text: Text, send: Send, widths: Widths): Frame {
    const { nowMs } = run;
    const scale = scaleOf(run, nowMs);
    return {
      run,
      view,
      text,
      send,
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

function beat(run: ShownRun, nowMs: number): number {
  return run.isLive ? Math.floor(nowMs / drawingIntervalMs) : 0;
}
