import { ownMember } from "../../model/data/ownMember";
import type { Json, JsonObject } from "../../model/data/json";
import { hasMethodOverride } from "../../model/methodOverride";
import { isUsers, type Origin } from "../../model/origin";
import type { Safety, Tool } from "../../model/tool";

const safetyOfMethod: Readonly<Record<string, Safety>> = {
  GET: "readOnly",
  HEAD: "readOnly",
  OPTIONS: "readOnly",
  TRACE: "readOnly",
  QUERY: "readOnly",
  PUT: "idempotent",
  DELETE: "idempotent",
  POST: "unsafe",
  PATCH: "unsafe",
};

/** How far a call may be repeated, and whether anybody said so; `unsafe` is also what nothing is known of. */
export interface KnownSafety {
  readonly safety: Safety;
  readonly isSaid: boolean;
}

/** What a manifest states of a tool, and who wrote it there. */
export interface StatedSafety {
  readonly safety: Safety;
  readonly origin: Origin | undefined;
}

/**
 * How far this call may be repeated. The word of a user's manifest comes first, then what the tool's definition says: the
 * method where the tool sends HTTP requests (RFC 9110, section 9.2), else its annotations. Anybody else's word counts where
 * it makes the call less safe.
 */
export function safetyOf(stated: StatedSafety | undefined, tool: Tool | undefined, args: JsonObject): KnownSafety {
  if (stated !== undefined && isUsers(stated.origin)) return { safety: stated.safety, isSaid: true };
  const found = requestSafety(tool, args) ?? annotatedSafety(tool);
  const safety = leastSafe(found ?? "unsafe", stated?.safety ?? "readOnly");
  return { safety, isSaid: found !== undefined || stated?.safety === "unsafe" };
}

/** Whether the call may destroy something: it writes, and its tool does not deny that it destroys. */
export function isDestructive(safety: Safety, tool: Tool | undefined): boolean {
  return safety !== "readOnly" && tool?.annotations?.destructiveHint !== false;
}

const fromSafest: readonly Safety[] = ["readOnly", "idempotent", "unsafe"];

function leastSafe(one: Safety, other: Safety): Safety {
  return fromSafest.indexOf(one) > fromSafest.indexOf(other) ? one : other;
}

function annotatedSafety({ annotations }: Partial<Tool> = {}): Safety | undefined {
  if (annotations?.readOnlyHint === true) return "readOnly";
  if (annotations?.idempotentHint === true) return "idempotent";
  return annotations?.readOnlyHint === false ? "unsafe" : undefined;
}

/** What the request of an HTTP tool's call is, for tools that leave it to their arguments; nothing for all others. */
function requestSafety(tool: Tool | undefined, args: JsonObject): Safety | undefined {
  if (tool?.http === undefined) return undefined;
  const { method, methodArgument } = tool.http;
  const others = Object.fromEntries(Object.entries(args).filter(([name]) => name !== methodArgument));
  // Headers that are filled in later may be any.
  if (hasMethodOverride(others) || typeof args.headers === "string") return "unsafe";
  return methodArgument === undefined ? undefined : methodSafety(ownMember(args, methodArgument) ?? method);
}

function methodSafety(method: Json): Safety {
  const known = typeof method === "string" ? method.toUpperCase() : "";
  return Object.hasOwn(safetyOfMethod, known) ? (safetyOfMethod[known] ?? "unsafe") : "unsafe";
}
