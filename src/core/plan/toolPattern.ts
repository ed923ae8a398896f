import { wildcardMatcher } from "../model/text/wildcard";

/** A tool as a pattern sees it. `source` is empty when nothing is known of it. */
export interface NamedTool {
  readonly source: string;
  readonly toolName: string;
}

/**
 * Whether a pattern of the manifest (`source/name`, `source/*`, a bare `name`, or `*` for all) means a tool.
 * A `*` stands for any run of characters, so `fs/read_*` works too.
 */
export function toolMatcher(pattern: string): (tool: NamedTool) => boolean {
  const full = (tool: NamedTool): string => `${tool.source}/${tool.toolName}`;
  if (!pattern.includes("*")) return (tool) => pattern === tool.toolName || pattern === full(tool);
  const matches = wildcardMatcher(pattern);
  return pattern.includes("/") ? (tool) => matches(full(tool)) : (tool) => matches(tool.toolName);
}

/**
 * Finds, of some patterns, the one that says most about a tool: no `*` before `*`, with its source before bare. The
 * answers are kept, since plans call the same few tools over and over.
 */
export function patternFinder(patterns: readonly string[]): (tool: NamedTool) => string | undefined {
  if (patterns.length === 0) return () => undefined;
  const known = new Map<string, string | undefined>();
  const exact = new Set(patterns);
  const starred = patterns.filter((pattern) => pattern.includes("*"));
  const matchers = starred.map((pattern) => ({ pattern, matches: toolMatcher(pattern) }));
  const find = (tool: NamedTool, name: string): string | undefined => {
    if (exact.has(name)) return name;
    if (exact.has(tool.toolName)) return tool.toolName;
    return mostSpecific(matchers.filter(({ matches }) => matches(tool)).map(({ pattern }) => pattern));
  };
  return (tool) => {
    const name = `${tool.source}/${tool.toolName}`;
    if (!known.has(name)) known.set(name, find(tool, name));
    return known.get(name);
  };
}

function mostSpecific(patterns: readonly string[]): string | undefined {
  let best: string | undefined;
  for (const pattern of patterns) if (best === undefined || isMoreSpecific(pattern, best)) best = pattern;
  return best;
}

function isMoreSpecific(pattern: string, other: string): boolean {
  const withSource = Number(pattern.includes("/")) - Number(other.includes("/"));
  return withSource !== 0 ? withSource > 0 : pattern.length > other.length;
}
