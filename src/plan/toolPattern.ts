/** A tool as a pattern sees it. `source` is empty when nothing is known of it. */
export interface NamedTool {
  readonly source: string;
  readonly toolName: string;
}

/**
 * Whether a pattern of the manifest (`source/name`, `source/*`, a bare `name`, or `*` for all) means this tool.
 * A `*` stands for any run of characters, so `fs/read_*` works too.
 */
export function matchesTool(pattern: string, tool: NamedTool): boolean {
  if (!pattern.includes("*")) return pattern === `${tool.source}/${tool.toolName}` || pattern === tool.toolName;
  const expression = new RegExp(`^${pattern.split("*").map(escaped).join(".*")}$`, "s");
  return pattern.includes("/") ? expression.test(`${tool.source}/${tool.toolName}`) : expression.test(tool.toolName);
}

/**
 * Finds, of some patterns, the one that says most about a tool: no `*` before `*`, with its source before bare. The
 * answers are kept, since plans call the same few tools over and over.
 */
export function patternFinder(patterns: readonly string[]): (tool: NamedTool) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (tool) => {
    if (patterns.length === 0) return undefined;
    const name = `${tool.source}/${tool.toolName}`;
    if (!known.has(name)) known.set(name, mostSpecific(patterns.filter((pattern) => matchesTool(pattern, tool))));
    return known.get(name);
  };
}

function mostSpecific(patterns: readonly string[]): string | undefined {
  let best: string | undefined;
  for (const pattern of patterns) if (best === undefined || isMoreSpecific(pattern, best)) best = pattern;
  return best;
}

function isMoreSpecific(pattern: string, other: string): boolean {
  const starred = Number(pattern.includes("*")) - Number(other.includes("*"));
  if (starred !== 0) return starred < 0;
  const withSource = Number(pattern.includes("/")) - Number(other.includes("/"));
  return withSource !== 0 ? withSource > 0 : pattern.length > other.length;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
