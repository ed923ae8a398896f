import type { JsonObject } from "../model/json";
import type { ConflictMode } from "../model/manifest";
import type { Safety, Tool } from "../model/tool";
import { urlWithoutQuery } from "./canonicalUrl";
import type { ResourceUse } from "./conflicts";
import { knownText, type KnownVariables } from "./knownText";
import { namedResources, type NamedResource } from "./resourceArguments";
import { resourceOf, sourceResource, type Resource, type ResourceScope } from "./resources";
import type { NamedTool } from "./toolPattern";

/** A call as far as what it touches is concerned. */
export interface TouchingCall extends NamedTool {
  readonly arguments: JsonObject;
  readonly safety: Safety;
  readonly tool: Tool | undefined;
}

/**
 * What a call touches and whether it writes it; nothing when conflicts are `off`. `stated` are the arguments that name
 * resources where the manifest says which do.
 */
export function resourceUses(
  call: TouchingCall,
  mode: ConflictMode,
  stated: readonly string[] | undefined,
  scope: ResourceScope,
  variables: KnownVariables,
): ResourceUse[] {
  if (mode === "off") return [];
  const uses: ResourceUse[] = [];
  const writes = call.safety !== "readOnly";
  for (const named of namedResources(call.arguments, call.toolName, call.tool, stated)) {
    const { text, knownLength } = knownText(named.text, variables);
    const resource = resourceOf(named, text, knownLength, call.source, scope);
    if (resource === undefined) continue;
    const shown = { ...resource, label: shownLabel(resource, named) };
    uses.push({ resource: shown, writes: writes && !isOnlyCopied(named, call.toolName) });
  }
  if (mode === "strict" && writes && call.source !== "") {
    uses.push({ resource: sourceResource(call.source), writes: true });
  }
  return uses;
}

/** Reasons are shown and stored, and what an environment variable holds may be a secret. */
function shownLabel({ label }: Resource, { text }: NamedResource): string {
  return text.includes("${env:") ? urlWithoutQuery(text) : label;
}

/** What a tool copies from stays as it is. */
function isOnlyCopied({ name }: NamedResource, toolName: string): boolean {
  return /^copy|[_-]copy|Copy/.test(toolName) && /^(source|src|from)/i.test(name);
}
