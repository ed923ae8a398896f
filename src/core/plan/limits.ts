import { getOrMake } from "../model/data/getOrMake";
import type { Limit } from "../model/manifest";
import type { PlannedLimit } from "../model/plan";
import { Suggestions } from "../model/text/suggestions";
import type { PlanProblem } from "./problem";
import { toolMatcher, type NamedTool } from "./toolPattern";
import { sentences, worded } from "../model/text/wording";

/** Each is tried on each tool; with a limit for each of thousands of calls they would take seconds and gigabytes. */
const mostStarred = 200;

/** The manifest's limits with the calls that each holds for; a pattern that means no call is a hint. */
export function plannedLimits(
  limits: Readonly<Record<string, Limit>>,
  calls: readonly NamedTool[],
): { readonly limits: readonly PlannedLimit[]; readonly problems: readonly PlanProblem[] } {
  const patterns = Object.keys(limits);
  if (patterns.length === 0) return { limits: [], problems: [] };
  const problems = unusedPatterns("limits", patterns, calls);
  if (problems.some(({ severity }) => severity === "error")) return { limits: [], problems };
  const tools = new ToolsOfCalls(calls);
  const planned: PlannedLimit[] = [];
  for (const [name, limit] of Object.entries(limits)) {
    const limited = tools.callsMatching(name);
    if (limited.length > 0) planned.push({ name, calls: limited, ...limit });
  }
  return { limits: planned, problems };
}

/**
 * A hint for each pattern of a part of the manifest that means none of the calls, with those it may have meant. While it
 * is not known where all tools come from, a pattern that names a source may mean one of them.
 */
export function unusedPatterns(
  part: "limits" | "safety" | "resources" | "state",
  patterns: readonly string[],
  calls: readonly NamedTool[],
): PlanProblem[] {
  if (patterns.length === 0) return [];
  const starred = patterns.filter((pattern) => pattern.includes("*"));
  if (starred.length > mostStarred) return [tooManyStarred(part, starred)];
  const { tools, has } = new ToolsOfCalls(calls);
  const mayBeAnySource = tools.some(({ source }) => source === "");
  const possible = tools.flatMap(({ source, toolName }) => [toolName, `${source}/${toolName}`, `${source}/*`]);
  const suggestions = new Suggestions();
  return patterns.flatMap((pattern): PlanProblem[] => {
    if (has(pattern) || (mayBeAnySource && pattern.includes("/"))) return [];
    const said = worded('"{0}" in "{1}" matches none of the calls.', pattern, part);
    const near = suggestions.for(pattern, possible);
    return [{ severity: "hint", ...sentences(said, near), call: -1, at: { part, path: [pattern] } }];
  });
}

function tooManyStarred(part: "limits" | "safety" | "resources" | "state", starred: readonly string[]): PlanProblem {
  const said = worded('"{0}" has {1} patterns with a "*"; {2} are possible.', part, starred.length, mostStarred);
  return { severity: "error", ...said, call: -1, at: { part, path: starred.slice(mostStarred, mostStarred + 1) } };
}

/** The different tools of some calls. */
class ToolsOfCalls {
  readonly tools: readonly NamedTool[];
  private readonly callsByName = new Map<string, number[]>();
  private readonly namesByBareName = new Map<string, string[]>();

  constructor(calls: readonly NamedTool[]) {
    const tools: NamedTool[] = [];
    for (const [index, call] of calls.entries()) {
      const name = `${call.source}/${call.toolName}`;
      const known = this.callsByName.get(name);
      if (known !== undefined) known.push(index);
      else {
        tools.push(call);
        this.callsByName.set(name, [index]);
        getOrMake(this.namesByBareName, call.toolName, () => []).push(name);
      }
    }
    this.tools = tools;
  }

  readonly has = (pattern: string): boolean =>
    pattern.includes("*") ? this.tools.some(toolMatcher(pattern)) : this.namesMatching(pattern).length > 0;

  /** In the order of the calls. */
  callsMatching(pattern: string): number[] {
    return this.namesMatching(pattern)
      .flatMap((name) => this.callsByName.get(name) ?? [])
      .sort((one, other) => one - other);
  }

  private namesMatching(pattern: string): string[] {
    if (pattern.includes("*"))
      return this.tools.filter(toolMatcher(pattern)).map(({ source, toolName }) => `${source}/${toolName}`);
    const bare = this.namesByBareName.get(pattern) ?? [];
    return this.callsByName.has(pattern) ? [...new Set([pattern, ...bare])] : bare;
  }
}
