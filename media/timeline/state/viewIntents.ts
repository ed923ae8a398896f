import { panWindow, zoomWindow, type TimeWindow } from "../geometry/timeWindow";
import { segmentsOf } from "../geometry/segments";
import { offsetOf } from "../geometry/timeScale";
import { scaleOf } from "./axis";
import { filterCalls } from "./filter/filterCalls";
import type { ShownRun } from "./shownRun";
import type { CallFilter, ViewState } from "./viewState";

/** What is wanted of how the panel looks at a run. Calls are indexes. */
export type ViewIntent =
  /** Makes a call the selected one and brings its row into view. */
  | { readonly kind: "select"; readonly call: number }
  /** Selects a call and shows its details, moving the focus there if asked to. */
  | { readonly kind: "openDetails"; readonly call: number; readonly focus: "keep" | "move" }
  | { readonly kind: "closeDetails" }
  | { readonly kind: "find" | "leaveSearch" | "enterRows" }
  /** Selects the failed call that comes next among those that have rows, or the one before. */
  | { readonly kind: "nextFailure"; readonly direction: 1 | -1 }
  | { readonly kind: "filter"; readonly filter: CallFilter }
  | { readonly kind: "search"; readonly query: string }
  | { readonly kind: "showAllCalls" }
  /** No window is the whole axis. */
  | { readonly kind: "showWindow"; readonly window: TimeWindow | undefined }
  /** A factor above 1 zooms in, about an offset or the middle. */
  | { readonly kind: "zoom"; readonly factor: number; readonly anchor?: number }
  | { readonly kind: "pan"; readonly share: number }
  | { readonly kind: "zoomToCall"; readonly call: number }
  | { readonly kind: "scroll"; readonly scrollTop: number }
  | { readonly kind: "resizeColumns"; readonly width: number }
  | { readonly kind: "resizeDetails"; readonly share: number };

/** `view` brings the selected row into view and leaves the focus where it is. */
export type FocusTarget = "row" | "details" | "search" | "view";

/** The view once an intent is done; the same one where there is nothing to do. */
export function viewAfter(view: ViewState, intent: ViewIntent, run: ShownRun | undefined): ViewState {
  switch (intent.kind) {
    case "select":
      return { ...view, selected: intent.call };
    case "nextFailure": {
      const failure = run && failureBeside(run, view, intent.direction);
      return failure === undefined ? view : { ...view, selected: failure };
    }
    case "openDetails":
      return { ...view, selected: intent.call, detailsOpen: true };
    case "closeDetails":
      return { ...view, detailsOpen: false };
    case "find":
    case "enterRows":
      return view;
    case "leaveSearch":
      return { ...view, query: "" };
    case "filter":
      return { ...view, filter: intent.filter };
    case "search":
      return { ...view, query: intent.query };
    case "showAllCalls":
      return { ...view, filter: "all", query: "" };
    case "showWindow":
      return withWindow(view, intent.window);
    case "zoom":
      return run ? withWindow(view, zoomWindow(view.window, axisLength(run), intent.factor, intent.anchor)) : view;
    case "pan":
      return run ? withWindow(view, panWindow(view.window, axisLength(run), intent.share)) : view;
    case "zoomToCall": {
      const window = run && windowOf(run, intent.call);
      return window ? withWindow(view, window) : view;
    }
    case "scroll":
      return intent.scrollTop === view.scrollTop ? view : { ...view, scrollTop: intent.scrollTop };
    case "resizeColumns":
      return { ...view, columnsWidth: Math.min(4000, Math.max(100, intent.width)) };
    case "resizeDetails":
      return { ...view, detailsShare: Math.min(0.8, Math.max(0.15, intent.share)) };
  }
}

/** Where the focus goes with an intent; nowhere for most. */
export function focusAfter(intent: ViewIntent): FocusTarget | undefined {
  switch (intent.kind) {
    case "select":
    case "nextFailure":
    case "closeDetails":
    case "leaveSearch":
    case "enterRows":
      return "row";
    case "openDetails":
      return intent.focus === "move" ? "details" : undefined;
    case "find":
      return "search";
    default:
      return undefined;
  }
}

/** The first call that failed or timed out; nothing where none did. */
export function firstFailure(run: ShownRun): number | undefined {
  return run.tally.callsThatAre("failed", "timedOut")[0];
}

/** The failed call behind or before the selected one, of those that have rows; round the end to the other. */
function failureBeside(run: ShownRun, { filter, query, selected }: ViewState, direction: 1 | -1): number | undefined {
  const rows = filterCalls(run, filter, query);
  const failures = run.tally.callsThatAre("failed", "timedOut").filter((call) => rows.positionOf(call) !== undefined);
  if (direction === 1) return failures.find((call) => call > (selected ?? -1)) ?? failures[0];
  return failures.findLast((call) => call < (selected ?? Number.POSITIVE_INFINITY)) ?? failures.at(-1);
}

function withWindow({ window: _, ...rest }: ViewState, window: TimeWindow | undefined): ViewState {
  return window ? { ...rest, window } : rest;
}

function axisLength(run: ShownRun): number {
  return scaleOf(run, run.nowMs).length;
}

/** A window around all that a call did, with some air; none for a call that has done nothing. */
function windowOf(run: ShownRun, index: number): TimeWindow | undefined {
  const call = run.callState(index);
  const segments = call ? segmentsOf(call, run.nowMs) : [];
  const [first] = segments;
  if (first === undefined) return undefined;
  const scale = scaleOf(run, run.nowMs);
  const from = offsetOf(scale, first.startMs);
  const to = offsetOf(scale, Math.max(...segments.map((segment) => segment.endMs)));
  const margin = Math.max((to - from) * 0.15, 0.001);
  return { from: from - margin, to: to + margin };
}
