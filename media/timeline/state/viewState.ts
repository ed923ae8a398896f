import type { TimeWindow } from "../geometry/timeWindow";

export const callFilters = ["all", "unsuccessful", "running"] as const;
/** Which calls have rows. */
export type CallFilter = (typeof callFilters)[number];

/** How the panel looks at a run: all that survives a reload of its page. The run's data is the host's. */
export interface ViewState {
  readonly runId?: string;
  readonly selected?: number;
  readonly detailsOpen: boolean;
  readonly filter: CallFilter;
  readonly query: string;
  readonly window?: TimeWindow;
  readonly scrollTop: number;
  /** Width of the columns before the lanes, in pixels; absent until it is set by hand. */
  readonly columnsWidth?: number;
  /** Share of the room that the details take. */
  readonly detailsShare: number;
}

export const initialViewState: ViewState = {
  detailsOpen: false,
  filter: "all",
  query: "",
  scrollTop: 0,
  detailsShare: 0.38,
};

/** The view state in something persisted by any version of the panel: what is missing or malformed is as initially. */
export function readViewState(persisted: unknown): ViewState {
  if (typeof persisted !== "object" || persisted === null) return initialViewState;
  const found = persisted as Readonly<Record<string, unknown>>;
  const window = readWindow(found.window);
  const columnsWidth = within(found.columnsWidth, 100, 4000, undefined);
  const { runId, selected, filter } = found;
  return {
    ...(typeof runId === "string" && { runId }),
    ...(isIndex(selected) && { selected }),
    detailsOpen: found.detailsOpen === true && isIndex(selected),
    filter: callFilters.find((known) => known === filter) ?? initialViewState.filter,
    query: typeof found.query === "string" ? found.query : initialViewState.query,
    ...(window && { window }),
    scrollTop: within(found.scrollTop, 0, Number.MAX_SAFE_INTEGER, initialViewState.scrollTop),
    ...(columnsWidth !== undefined && { columnsWidth }),
    detailsShare: within(found.detailsShare, 0.15, 0.8, initialViewState.detailsShare),
  };
}

/** What of the view stays when another run is shown: the lay-out, but no place in the run that was shown before. */
export function viewStateForRun(view: ViewState, runId: string): ViewState {
  if (view.runId === runId) return view;
  const { columnsWidth, detailsShare } = view;
  return { ...initialViewState, runId, ...(columnsWidth !== undefined && { columnsWidth }), detailsShare };
}

function readWindow(value: unknown): TimeWindow | undefined {
  if (typeof value !== "object" || value === null || !("from" in value) || !("to" in value)) return undefined;
  const { from, to } = value;
  if (typeof from !== "number" || typeof to !== "number") return undefined;
  return Number.isFinite(from) && Number.isFinite(to) && from < to ? { from, to } : undefined;
}

function within<Otherwise>(value: unknown, low: number, high: number, otherwise: Otherwise): number | Otherwise {
  return typeof value === "number" && value >= low && value <= high ? value : otherwise;
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
