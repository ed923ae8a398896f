import { panWindow, zoomWindow, type TimeWindow } from "../geometry/timeWindow";
import { segmentsOf } from "../geometry/segments";
import { offsetOf } from "../geometry/timeScale";
import { scaleOf } from "./axis";
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

export type FocusTarget = "row" | "details" | "search";

/** The view once an intent is done; the same one where there is nothing to do. */
export function viewAfter(view: ViewState, intent: ViewIntent, run: ShownRun | undefined): ViewState {
  switch (intent.kind) {
    case "select":
      return { ...view, selected: intent.call };
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
  const margin = Math.max((to - from) * 0.15, scale.length / 5000);
  return { from: from - margin, to: to + margin };
}
