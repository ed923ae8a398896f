import type { CallState } from "../../../src/core/model/runState";
import type { ShownRun } from "./shownRun";
import type { CallFilter } from "./viewState";

export type FilterCounts = Readonly<Record<CallFilter, number>>;

/** Whether a filter lets a call through. `running` takes in what backs off between attempts. */
function passesFilter(call: CallState, filter: CallFilter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "failed":
      return call.ending?.outcome === "failed" || call.ending?.outcome === "timedOut";
    case "running":
      return call.phase === "running" || call.phase === "backingOff";
  }
}

export function countByFilter(calls: readonly CallState[]): FilterCounts {
  const counts = { all: calls.length, failed: 0, running: 0 };
  for (const call of calls) {
    if (passesFilter(call, "failed")) counts.failed++;
    if (passesFilter(call, "running")) counts.running++;
  }
  return counts;
}

/** The calls that have rows, in their order. Each word of the query must be in id, tool or shown arguments. */
export function filterCalls(run: ShownRun, filter: CallFilter, query: string): readonly number[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return run.state.calls.filter((call) => passesFilter(call, filter) && matches(run, call.index, words)).map(indexOf);
}

function matches(run: ShownRun, index: number, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const call = run.call(index);
  if (call === undefined) return false;
  const { id = "", tool, source, toolName } = call.planned;
  const text = `${id} ${tool} ${source}/${toolName} ${call.argumentPreview}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function indexOf(call: CallState): number {
  return call.index;
}
