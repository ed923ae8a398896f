import type { PlannedCall } from "../../model/plan";
import type { ToolResult } from "../../model/result";
import type { ResultCache } from "./resultCache";

/** Identical read-only calls that ask to be answered from the cache: one of them runs, the others get what it got. */
export class Sharing {
  private readonly leaders = new Map<string, number>();
  private readonly groups = new Map<number, { readonly key: string; readonly followers: number[] }>();

  constructor(private readonly cache: ResultCache) {}

  /** A result to use again; `"joined"` when the call now follows one in flight; `"lead"` when it has to run itself. */
  answer(call: PlannedCall, key: string, now: number): ToolResult | "joined" | "lead" {
    const result = this.cache.get(key, call.cacheTtlMs, now);
    if (result !== undefined) return result;
    const leader = this.leaders.get(key);
    if (leader === call.index) return "lead";
    if (leader !== undefined) {
      this.groups.get(leader)?.followers.push(call.index);
      return "joined";
    }
    this.leaders.set(key, call.index);
    this.groups.set(call.index, { key, followers: [] });
    return "lead";
  }

  /** The call ended, with a result or without; returns those that followed it. */
  end(call: number, result: ToolResult | undefined, now: number): readonly number[] {
    if (this.groups.size === 0) return [];
    const group = this.groups.get(call);
    if (group === undefined) return [];
    this.groups.delete(call);
    this.leaders.delete(group.key);
    if (result !== undefined) this.cache.set(group.key, result, now);
    return group.followers;
  }
}
