import { findVariables } from "../../manifest/references/variables";
import type { Json } from "../../model/data/json";
import type { Call } from "../../model/manifest";
import { isUsers } from "../../model/origin";
import type { Concern } from "../../model/plan";
import type { Tool } from "../../model/tool";
import { textsLeadingOutside, type Surroundings } from "./outside";

const none: readonly Concern[] = [];

/**
 * What of a call that the user did not write has to be seen before it runs, also where it only reads: two calls that read
 * can take a file from here to somewhere else.
 */
export function concernsOf(call: Call, tool: Tool | undefined, around: Surroundings): readonly Concern[] {
  if (isUsers(call.origin)) return none;
  const variables = [...new Set(findVariables(call.arguments).map(({ text }) => text))];
  const outside = textsLeadingOutside(call.arguments, around);
  return [
    ...(reachesOut(call.arguments, tool) ? [{ kind: "reachesOut" } as const] : []),
    ...(variables.length > 0 ? [{ kind: "variables", written: variables } as const] : []),
    ...(outside.length > 0 ? [{ kind: "outside", written: outside } as const] : []),
    ...(tool?.origin !== undefined && !isUsers(tool.origin) ? [{ kind: "foreignTool" } as const] : []),
  ];
}

function reachesOut(args: Json, tool: Tool | undefined): boolean {
  return tool?.reachesOut === true || hasAddress(args);
}

/** A tool that takes an address is taken to go there, wherever it runs. */
function hasAddress(value: Json): boolean {
  if (typeof value === "string") return /\b(?!file:)[a-z][a-z0-9+.-]*:\/\/|^data:|^mailto:/i.test(value);
  return typeof value === "object" && value !== null && Object.values<Json>(value).some(hasAddress);
}
