import { ToolFailure } from "../../../core/model/failure";
import { worded } from "../../../core/model/text/wording";

/** The most that one call may return. */
export const maxResultBytes = 100 * 1024 * 1024;

/**
 * Whether a value takes more than `limit` bytes as JSON, roughly: a character counts as one. Looks no further than it has
 * to, so that small limits are cheap to ask about.
 */
export function isLarger(value: unknown, limit: number): boolean {
  return roomLeft(value, limit) < 0;
}

/** Roughly how many bytes a value takes as JSON; `undefined` when they are more than `limit`. */
export function sizeUpTo(value: unknown, limit: number): number | undefined {
  const left = roomLeft(value, limit);
  return left < 0 ? undefined : limit - left;
}

/** What nests deeper, a circle among it, is measured no further: the engine says of a result that it cannot be kept. */
const deepest = 1000;

/** What is left of `room` after a value; less than nothing when it does not fit. */
function roomLeft(value: unknown, room: number, depth = 0): number {
  if (typeof value === "string") return room - value.length - 2;
  if (typeof value !== "object" || value === null || depth > deepest) return room - 8;
  return Array.isArray(value)
    ? roomLeftByItems(value, room - 2, depth)
    : roomLeftByMembers(value as Readonly<Record<string, unknown>>, room - 2, depth);
}

/** By number: going through a list by its keys makes a string of each of them. */
function roomLeftByItems(items: readonly unknown[], room: number, depth: number): number {
  let left = room;
  for (let index = 0; index < items.length && left >= 0; index++) left = roomLeft(items[index], left, depth + 1) - 1;
  return left;
}

function roomLeftByMembers(members: Readonly<Record<string, unknown>>, room: number, depth: number): number {
  let left = room;
  for (const key in members) {
    if (left < 0) return left;
    left = roomLeft(members[key], left - key.length - 3, depth + 1) - 1;
  }
  return left;
}

/** What a call fails with that returned more than it may, which could be neither kept nor shown; says what to do. */
export function tooLarge(tool: string): ToolFailure {
  const megabytes = maxResultBytes / 1024 / 1024;
  return new ToolFailure(
    "tool",
    worded(
      "{0} returned more than {1} MB, which is the most that a call may return. Ask it for less, or let it write a file.",
      tool,
      megabytes,
    ),
  );
}
