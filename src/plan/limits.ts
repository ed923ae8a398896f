import type { Limit } from "../model/manifest";
import { didYouMean } from "../model/nearest";
import type { PlannedLimit } from "../model/plan";
import type { PlanProblem } from "./problem";
import { matchesTool, type NamedTool } from "./toolPattern";

/** The manifest's limits with the calls that each holds for; a pattern that means no call is a hint. */
export function plannedLimits(
  limits: Readonly<Record<string, Limit>>,
  calls: readonly NamedTool[],
): { readonly limits: readonly PlannedLimit[]; readonly problems: readonly PlanProblem[] } {
  const planned: PlannedLimit[] = [];
  for (const [name, limit] of Object.entries(limits)) {
    const limited = callsMatching(name, calls);
    if (limited.length > 0) planned.push({ name, calls: limited, ...limit });
  }
  return { limits: planned, problems: unusedPatterns("limits", Object.keys(limits), calls) };
}

/**
 * A hint for each pattern of a part of the manifest that means none of the calls, with those it may have meant. While it
 * is not known where all tools come from, a pattern that names a source may mean one of them.
 */
export function unusedPatterns(
  part: "limits" | "safety" | "resources",
  patterns: readonly string[],
  calls: readonly NamedTool[],
): PlanProblem[] {
  const tools = [...new Map(calls.map((call) => [`${call.source}/${call.toolName}`, call])).values()];
  return patterns.flatMap((pattern): PlanProblem[] => {
    if (tools.some((tool) => matchesTool(pattern, tool))) return [];
    if (pattern.includes("/") && tools.some(({ source }) => source === "")) return [];
    const names = tools.flatMap(({ source, toolName }) => [toolName, `${source}/${toolName}`, `${source}/*`]);
    const message = `"${pattern}" in "${part}" matches none of the calls.${didYouMean(pattern, names)}`;
    return [{ severity: "hint", message, call: -1, at: { part, path: [pattern] } }];
  });
}

function callsMatching(pattern: string, calls: readonly NamedTool[]): number[] {
  const known = new Map<string, boolean>();
  const matching: number[] = [];
  for (const [index, call] of calls.entries()) {
    const name = `${call.source}/${call.toolName}`;
    const matches = known.get(name) ?? matchesTool(pattern, call);
    known.set(name, matches);
    if (matches) matching.push(index);
  }
  return matching;
}
