import { allRows, rowsOf, type Rows } from "../rows";
import type { ShownRun } from "../shownRun";
import type { CallStatus } from "../callStatus";
import type { Tally } from "../run/tally";
import type { CallFilter } from "../viewState";
import { readFilter } from "./filterTerms";
import { matcherOf } from "./matchTerms";

export type FilterCounts = Readonly<Record<CallFilter, number>>;

/** How the calls stand that a filter lets through. */
const statusesOf = {
  unsuccessful: ["failed", "timedOut", "cancelled", "skipped", "denied"],
  running: ["running", "backingOff"],
} as const satisfies Readonly<Record<Exclude<CallFilter, "all">, readonly CallStatus[]>>;

export function countByFilter(tally: Tally, callCount: number): FilterCounts {
  return {
    all: callCount,
    unsuccessful: tally.count(...statusesOf.unsuccessful),
    running: tally.count(...statusesOf.running),
  };
}

/** The calls that have rows, in their order: those that a filter lets through, and that meet the words of a query. */
export function filterCalls(run: ShownRun, filter: CallFilter, query: string): Rows {
  const terms = readFilter(query);
  const passing = filter === "all" ? undefined : run.tally.callsThatAre(...statusesOf[filter]);
  if (terms.length === 0) return passing === undefined ? allRows(run.callCount) : rowsOf(passing);
  const isMatch = matcherOf(run, terms);
  if (passing !== undefined) return rowsOf(passing.filter(isMatch));
  const found: number[] = [];
  for (let call = 0; call < run.callCount; call++) if (isMatch(call)) found.push(call);
  return rowsOf(found);
}
