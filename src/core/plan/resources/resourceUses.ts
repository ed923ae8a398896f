import type { JsonObject } from "../../model/data/json";
import type { Tool } from "../../model/tool";
import { urlWithoutQuery } from "./canonicalUrl";
import type { ResourceUse } from "../edges/conflicts";
import type { Effect } from "../effects/sourceEffects";
import { knownText, type KnownVariables } from "./knownText";
import { namedResources, type NamedResource, type NamingArguments } from "./resourceArguments";
import { resourceOf, type Resource, type ResourceScope } from "./resources";
import { sentUrl } from "./sentUrl";
import type { NamedTool } from "../toolPattern";

/** A call as far as what its arguments name is concerned. */
export interface TouchingCall extends NamedTool {
  readonly arguments: JsonObject;
  readonly effect: Effect;
  readonly tool: Tool | undefined;
  /** Its source is reached over the network, so that its paths are no local files. */
  readonly isRemote: boolean;
  /** What these of its arguments name is known to be only read. */
  readonly reads: readonly string[] | undefined;
}

/**
 * What a call touches by the names in its arguments and whether it writes it, or the address that it sends a request to.
 * `naming` are the arguments that name resources where more is known of them than what they are called.
 */
export function resourceUses(
  call: TouchingCall,
  naming: NamingArguments | undefined,
  scope: ResourceScope,
  variables: KnownVariables,
): ResourceUse[] {
  const { arguments: args, toolName, tool, source, isRemote } = call;
  const uses: ResourceUse[] = [];
  for (const named of namesOf(args, toolName, tool, naming)) {
    const writes = isWritten(named, call);
    const resource = resourceOf({ ...named, ...knownText(named.text, variables), source, isRemote, writes }, scope);
    if (resource !== undefined) uses.push({ resource: shown(resource, named), writes });
  }
  return uses;
}

function namesOf(
  args: JsonObject,
  toolName: string,
  tool: Tool | undefined,
  naming: NamingArguments | undefined,
): readonly NamedResource[] {
  const url = tool?.http?.url;
  if (naming !== undefined || url === undefined) return namedResources(args, toolName, tool, naming);
  return [{ role: "uri", name: "url", path: [], text: sentUrl(url, args) }];
}

/** Reasons are shown and stored, and what an environment variable holds may be a secret. */
function shown(resource: Resource, { text }: NamedResource): Resource {
  return text.includes("${env:") ? { ...resource, label: urlWithoutQuery(text) } : resource;
}

/**
 * Whether a call writes what an argument names. What a tool copies from stays as it is, and what its name says it writes to
 * is written, also by a tool that otherwise only computes: `convert` with an `outputPath`.
 */
function isWritten({ name }: NamedResource, { effect: { effect, basis }, toolName, reads }: TouchingCall): boolean {
  if (reads?.includes(name) === true) return false;
  if (effect !== "reads") return !(isCopying(toolName) && /^(source|src|from)/i.test(name));
  return (basis === "name" || basis === "description") && /^(out|dest|target|save)/i.test(name);
}

function isCopying(toolName: string): boolean {
  return /^copy|[_-]copy|Copy/.test(toolName);
}
