import { filterCalls } from "./filterCalls";
import { outcomeOf, toolOf } from "./matchTerms";
import type { ShownRun } from "../shownRun";
import type { CallFilter } from "../viewState";

/** What the query could become, and how many calls it would leave. */
export interface Completion {
  readonly query: string;
  readonly count: number;
}

const mostCompletions = 12;

/** What the last word of a query could become, most calls first. Values with spaces are put into quotes. */
export function completionsOf(run: ShownRun, filter: CallFilter, query: string): readonly Completion[] {
  const [, before = "", minus = "", typed = ""] = /^(.*\s)?(-?)(\S*)$/s.exec(query) ?? [];
  const rows = filterCalls(run, filter, before);
  const limitsOf = new Map<number, string[]>();
  for (const { name, calls } of run.limits.values()) {
    for (const call of calls) limitsOf.set(call, [...(limitsOf.get(call) ?? []), name]);
  }
  const counts = new Map<string, number>();
  for (let position = 0; position < rows.count; position++) {
    const call = rows.at(position) ?? 0;
    const words = [
      `tool:${toolOf(run, call)}`,
      `source:${run.planned(call)?.source ?? ""}`,
      `outcome:${outcomeOf(run, call)}`,
      ...(limitsOf.get(call) ?? []).map((name) => `limit:${name}`),
    ];
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const wanted = typed.toLowerCase();
  return [...counts]
    .filter(([word]) => word.toLowerCase().includes(wanted) && word.toLowerCase() !== wanted)
    .map(([word, count]) => ({
      query: `${before}${minus}${/\s/.test(word) ? `"${word}"` : word}`,
      count: minus === "" ? count : rows.count - count,
    }))
    .sort((a, b) => b.count - a.count || (a.query < b.query ? -1 : 1))
    .slice(0, mostCompletions);
}
