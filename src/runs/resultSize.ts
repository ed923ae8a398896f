import { ToolFailure } from "../model/failure";
import type { Json } from "../model/json";
import type { ToolResult } from "../model/result";

/** The most that one call may return. */
const maxResultBytes = 100 * 1024 * 1024;

/**
 * Whether a value takes more than `limit` bytes as JSON, roughly: a character counts as one. Looks no further than it has
 * to, so that small limits are cheap to ask about.
 */
export function isLarger(value: unknown, limit: number): boolean {
  return roomLeft(value, limit) < 0;
}

/** What nests deeper, a circle among it, is measured no further: the engine says of a result that it cannot be kept. */
const deepest = 1000;

/** What is left of `room` after a value; less than nothing when it does not fit. */
function roomLeft(value: unknown, room: number, depth = 0): number {
  if (typeof value === "string") return room - value.length - 2;
  if (typeof value !== "object" || value === null || depth > deepest) return room - 8;
  let left = room - 2;
  for (const key in value) {
    if (left < 0) return left;
    if (!Array.isArray(value)) left -= key.length + 3;
    left = roomLeft((value as Readonly<Record<string, unknown>>)[key], left, depth + 1) - 1;
  }
  return left;
}

/**
 * The result, if it is not larger than a call may return. Throws a `ToolFailure` that says what to do otherwise: what is
 * larger could be neither kept nor shown.
 */
export function boundedResult(result: ToolResult, tool: string, limit = maxResultBytes): ToolResult {
  const { content, structuredContent = null } = result as Partial<ToolResult> & { readonly structuredContent?: Json };
  if (!isLarger(content, limit) && !isLarger(structuredContent, limit)) return result;
  const megabytes = Math.round(limit / 1024 / 1024);
  throw new ToolFailure(
    "tool",
    `${tool} returned more than ${megabytes} MB, which is the most that a call may return. Ask it for less, or let it write a file.`,
  );
}
