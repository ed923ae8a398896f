import type { Call, Manifest } from "../model/manifest";
import type { ToolLookup } from "../model/plan";
import type { Safety, SourceFacts, Tool } from "../model/tool";
import { withNamedArguments } from "./positionalArguments";
import { safetyOf, type KnownSafety } from "./approval/safety";
import { patternFinder, type NamedTool } from "./toolPattern";

interface FoundTool extends NamedTool {
  readonly tool: Tool | undefined;
  /** What the tool's source is, where the look-up tells. */
  readonly facts: SourceFacts | undefined;
}

/** A call with what its tool, or at least the tool's name, tells of it. */
export interface ResolvedCall extends FoundTool, KnownSafety {
  /** As written, but that arguments which had only a position have their names. */
  readonly call: Call;
  /** What the manifest's `safety` says. */
  readonly stated: Safety | undefined;
}

/** Finds for each call its tool, its safety, and the names of arguments that had none. */
export function resolveCalls(manifest: Manifest, lookups: readonly ToolLookup[]): ResolvedCall[] {
  const patternOf = patternFinder(Object.keys(manifest.safety));
  return manifest.calls.map((written) => {
    const found = findTool(written, lookups[written.index]);
    const call = withNamedArguments(written, found.tool);
    const pattern = patternOf(found);
    const stated = pattern === undefined ? undefined : manifest.safety[pattern];
    const said = stated && { safety: stated, origin: manifest.origin };
    const { safety, isSaid } = safetyOf(said, found.tool, call.arguments);
    const { source, toolName, tool, facts } = found;
    return { source, toolName, tool, facts, safety, isSaid, call, stated };
  });
}

function findTool(call: Call, lookup: ToolLookup | undefined): FoundTool {
  switch (lookup?.kind) {
    case "found":
      return {
        source: lookup.tool.source,
        toolName: lookup.tool.name,
        tool: lookup.tool,
        facts: lookup.facts,
      };
    case "unavailable":
      return { source: lookup.source, toolName: lookup.toolName, tool: undefined, facts: undefined };
    case "unknown":
    case undefined: {
      const slash = call.tool.indexOf("/");
      return {
        source: call.tool.slice(0, Math.max(0, slash)),
        toolName: call.tool.slice(slash + 1),
        tool: undefined,
        facts: undefined,
      };
    }
  }
}
