import type { JsonObject } from "../model/json";
import type { Safety, Tool } from "../model/tool";

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

/**
 * How far this call may be repeated. The manifest's word (`stated`) comes first, then the HTTP method where the tool
 * takes one beside a URL (RFC 9110, section 9.2), then the tool's annotations.
 */
export function safetyOf(stated: Safety | undefined, tool: Tool | undefined, args: JsonObject): KnownSafety {
  const said = stated ?? methodSafety(tool, args) ?? annotatedSafety(tool);
  return { safety: said ?? "unsafe", isSaid: said !== undefined };
}

/** Whether the call may destroy something: it writes, and its tool does not deny that it destroys. */
export function isDestructive(safety: Safety, tool: Tool | undefined): boolean {
  return safety !== "readOnly" && tool?.annotations?.destructiveHint !== false;
}

function annotatedSafety({ annotations }: Partial<Tool> = {}): Safety | undefined {
  if (annotations?.readOnlyHint === true) return "readOnly";
  if (annotations?.idempotentHint === true) return "idempotent";
  return annotations?.readOnlyHint === false ? "unsafe" : undefined;
}

function methodSafety(tool: Tool | undefined, args: JsonObject): Safety | undefined {
  if (tool?.annotations?.readOnlyHint === true) return undefined;
  const properties = tool?.inputSchema?.properties;
  const known = isObject(properties) ? properties : args;
  if (known.url === undefined || known.method === undefined) return undefined;
  const method = args.method ?? defaultOf(known.method);
  return typeof method === "string" ? safetyOfMethod[method.toUpperCase()] : undefined;
}

function defaultOf(schema: unknown): unknown {
  return isObject(schema) ? schema.default : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
