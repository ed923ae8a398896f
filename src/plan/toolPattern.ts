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

/** Of the patterns that mean this tool the one that says most about it: no `*` before `*`, with its source before bare. */
export function mostSpecificPattern(patterns: Iterable<string>, tool: NamedTool): string | undefined {
  let best: string | undefined;
  for (const pattern of patterns) {
    if (!matchesTool(pattern, tool)) continue;
    if (best === undefined || isMoreSpecific(pattern, best)) best = pattern;
  }
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
