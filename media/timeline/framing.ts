import { scaleOf } from "./state/axis";
import { completionsOf, type Completion } from "./state/filter/completions";
import { filterCalls } from "./state/filter/filterCalls";
import type { Frame } from "./frame";
import { OverviewRaster, type OverviewDrawing } from "./geometry/overview";
import { offsetOf } from "./geometry/timeScale";
import { fitWindow } from "./geometry/timeWindow";
import type { Send } from "./intents";
import { layoutFor } from "./layout";
import { remember } from "./state/remember";
import type { Rows } from "./state/rows";
import type { ShownRun } from "./state/shownRun";
import type { Text } from "./words/text";
import type { ViewState } from "./state/viewState";
import { overviewHeight } from "./views/overview";

export interface Widths {
  readonly panel: number;
  readonly lane: number;
  readonly overview: number;
}

/** How often what is drawn of all calls is drawn anew while time passes and nothing happens, in milliseconds. */
const drawingIntervalMs = 250;

/** Makes frames, computing what takes all calls only when it has changed. */
export class Framing {
  private readonly completions = remember<readonly Completion[]>();
  private readonly rows = remember<Rows>();
  private readonly raster = remember<{ readonly raster: OverviewRaster; drawn: number }>();
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

  /** What the words that are being written could become; none while nobody writes, since it takes a look at all rows. */
  completionsOf(run: ShownRun, { filter, query }: ViewState, isWriting: boolean): readonly Completion[] {
    return this.completions([run, run.version, filter, query, isWriting], () =>
      isWriting ? completionsOf(run, filter, query) : [],
    );
  }

  /** The calls that have rows, in order. */
  rowsOf(run: ShownRun, { filter, query }: Pick<ViewState, "filter" | "query">): Rows {
    // Without a filter there is a row for each call, whatever becomes of them.
    const version = filter === "all" ? run.callCount : run.version;
    return this.rows([run, version, filter, query], () => filterCalls(run, filter, query));
  }

  overview({ run, nowMs, scale, overviewWidth }: Frame): OverviewDrawing {
    const { activity, callCount } = run;
    const width = Math.max(1, Math.round(overviewWidth));
    const inRaster = this.raster([run, scale.length, width, callCount], () => {
      const x = (ms: number) => (offsetOf(scale, ms) / scale.length) * width;
      return { raster: new OverviewRaster(width, overviewHeight, callCount, x), drawn: 0 };
    });
    return this.drawing([inRaster, beat(run, nowMs), run.isLive || activity.ended], () => {
      activity.eachEnded(inRaster.drawn, inRaster.raster.add.bind(inRaster.raster));
      inRaster.drawn = activity.ended;
      return inRaster.raster.drawing(activity.open, nowMs);
    });
  }
}

function beat(run: ShownRun, nowMs: number): number {
  return run.isLive ? Math.floor(nowMs / drawingIntervalMs) : 0;
}
