import type { JsonObject } from "../model/json";
import type { Safety, Tool } from "../model/tool";
import { mostSpecificPattern, type NamedTool } from "./toolPattern";

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

/**
 * How far this call may be repeated. The manifest's word comes first, then the HTTP method where the tool takes one
 * beside a URL (RFC 9110, section 9.2), then the tool's annotations; what nothing is known of is `unsafe`.
 */
export function safetyOf(
  named: NamedTool,
  tool: Tool | undefined,
  args: JsonObject,
  stated: Readonly<Record<string, Safety>>,
): Safety {
  const pattern = mostSpecificPattern(Object.keys(stated), named);
  const said = pattern === undefined ? undefined : stated[pattern];
  return said ?? methodSafety(tool, args) ?? annotatedSafety(tool);
}

/** Whether the call may destroy something: it writes, and its tool does not deny that it destroys. */
export function isDestructive(safety: Safety, tool: Tool | undefined): boolean {
  return safety !== "readOnly" && tool?.annotations?.destructiveHint !== false;
}

function annotatedSafety(tool: Tool | undefined): Safety {
  if (tool?.annotations?.readOnlyHint === true) return "readOnly";
  return tool?.annotations?.idempotentHint === true ? "idempotent" : "unsafe";
}

function methodSafety(tool: Tool | undefined, args: JsonObject): Safety | undefined {
  if (tool?.annotations?.readOnlyHint === true) return undefined;
  const properties = tool?.inputSchema?.["properties"];
  const known = isObject(properties) ? properties : args;
  if (known["url"] === undefined || known["method"] === undefined) return undefined;
  const method = args["method"] ?? defaultOf(known["method"]);
  return typeof method === "string" ? safetyOfMethod[method.toUpperCase()] : undefined;
}

function defaultOf(schema: unknown): unknown {
  return isObject(schema) ? schema["default"] : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
