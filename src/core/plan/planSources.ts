import type { SourceFacts, Tool } from "../model/tool";
import type { ResolvedCall } from "./resolvedCall";

/**
 * What the sources of a plan are, by their names. Where a look-up did not tell, a source is taken for a server that has the
 * tools that calls name, and of which no more is known than their names where it could not be asked.
 */
export function sourcesOf(calls: readonly ResolvedCall[]): ReadonlyMap<string, SourceFacts> {
  const found = new Map<string, SourceFacts>();
  const named = new Map<string, Map<string, Tool>>();
  for (const { source, toolName, tool, facts } of calls) {
    if (source === "") continue;
    if (facts !== undefined) found.set(source, facts);
    else if (!found.has(source)) {
      const tools = named.get(source) ?? new Map<string, Tool>();
      named.set(source, tools);
      if (tool !== undefined || !tools.has(toolName)) tools.set(toolName, tool ?? { source, name: toolName });
    }
  }
  for (const [source, tools] of named) {
    if (!found.has(source)) found.set(source, { kind: "server", tools: [...tools.values()] });
  }
  return found;
}
