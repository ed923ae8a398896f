import type { Json, JsonObject } from "../../model/data/json";
import type { PlannedCall } from "../../model/plan";
import type { ToolResult } from "../../model/result";

interface Entry {
  readonly result: ToolResult;
  readonly storedAt: number;
}

/**
 * Results of read-only calls that may be used again, for as long as the call that asks allows. It outlives a run when it
 * is handed to the next one, whose clock must then be the same.
 */
export class ResultCache {
  private readonly entries = new Map<string, Entry>();

  /** @param capacity How many results are kept; the one that has been unused longest makes room. */
  constructor(private readonly capacity = 1000) {}

  /** The result stored under `key`, unless it is older than `ttlMs`. */
  get(key: string, ttlMs: number, now: number): ToolResult | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined || now - entry.storedAt > ttlMs) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.result;
  }

  set(key: string, result: ToolResult, now: number): void {
    this.entries.delete(key);
    this.entries.set(key, { result, storedAt: now });
    if (this.entries.size <= this.capacity) return;
    for (const oldest of this.entries.keys()) {
      this.entries.delete(oldest);
      return;
    }
  }
}

/** Only a call that changes nothing, and that asks for it, may be answered with what another one got. */
export function isShareable(call: PlannedCall): boolean {
  return call.cacheTtlMs > 0 && call.safety === "readOnly";
}

/** The same for two calls exactly if they ask the same tool of the same source for the same thing. */
export function sharingKey(call: PlannedCall, args: JsonObject): string {
  return JSON.stringify([call.source, call.toolName, sorted(args)]);
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map((each: Json) => sorted(each));
  if (typeof value !== "object" || value === null) return value;
  // Pairs, since an object would move keys like "1" to the front and lose one that is "__proto__"; and inside an object,
  // since an array of pairs is something else.
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { pairs: pairs.map(([key, each]) => [key, sorted(each)]) };
}
