import type { Json } from "./json";
import { parseExactly } from "./exactJson";

/** As deep as a manifest may be; what looks into values calls itself for each level. */
const deepest = 500;

/**
 * Reads JSON that came from outside. Throws, beside what `JSON.parse` throws, where it is nested deeper than 500 levels:
 * that is no data, and would end the stack of whatever shows, keeps or sends it.
 */
export function parseJson(text: string): Json {
  const value = parseExactly(text) as Json;
  // Each level has two brackets.
  if (text.length > 2 * deepest && isDeeper(value, deepest))
    throw new RangeError(`it is nested deeper than ${deepest} levels`);
  return value;
}

function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  const members: readonly Json[] = Array.isArray(value) ? value : Object.values(value);
  return members.some((member) => isDeeper(member, levels - 1));
}
