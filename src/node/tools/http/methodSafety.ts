import type { Json } from "../../../core/model/data/json";
import { hasMethodOverride } from "../../../core/model/methodOverride";
import type { ToolAnnotations } from "../../../core/model/tool";

/** What a method says of the effects of a request (RFC 9110, section 9.2); POST and PATCH may do anything. */
export function methodAnnotations(method: string): ToolAnnotations {
  switch (method.toUpperCase()) {
    case "GET":
    case "HEAD":
    case "OPTIONS":
    case "TRACE":
    case "QUERY":
      return { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true };
    case "PUT":
    case "DELETE":
      return { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true };
    default:
      return { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true };
  }
}

/** The method that a request may be taken for, where something in its definition can tell the server of another one. */
export function effectiveMethod(method: string, parts: Json): string {
  return hasMethodOverride(parts) ? "POST" : method.toUpperCase();
}
