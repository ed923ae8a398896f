import type { JsonObject } from "../../../../src/core/model/data/json";
import type { Edge, Plan, PlannedCall } from "../../../../src/core/model/plan";
import type { ToolResult } from "../../../../src/core/model/result";

export interface CallSketch extends Partial<Omit<PlannedCall, "index" | "arguments">> {
  readonly arguments?: JsonObject;
  /** Ids of calls that it needs the results of. */
  readonly after?: readonly string[];
  /** Ids of calls that it must not run beside. */
  readonly conflictsWith?: readonly string[];
}

/** A plan as a test thinks of one: calls by id, everything else as plain as can be. Calls are read-only unless they say. */
export function planOf(calls: Readonly<Record<string, CallSketch>>, rest: Partial<Plan> = {}): Plan {
  const ids = Object.keys(calls);
  const edges: Edge[] = ids.flatMap((id, to) => [
    ...(calls[id]?.after ?? []).map((from) => edge(ids.indexOf(from), to, "declared")),
    ...(calls[id]?.conflictsWith ?? []).map((from) => edge(ids.indexOf(from), to, "conflict")),
  ]);
  return {
    calls: ids.map((id, index) => plannedCall(index, { id, ...calls[id] })),
    edges,
    maxConcurrency: 5,
    limits: [],
    deadlineMs: 0,
    ...rest,
  };
}

export function edge(from: number, to: number, kind: Edge["kind"]): Edge {
  return { from, to, kind, reason: "" };
}

export function plannedCall(index: number, sketch: CallSketch = {}): PlannedCall {
  const { after: _after, conflictsWith: _conflictsWith, ...call } = sketch;
  return {
    index,
    tool: "test/tool",
    source: "test",
    toolName: "tool",
    dialect: "native",
    safety: "readOnly",
    destructive: false,
    timeoutMs: 0,
    retry: { maxAttempts: 1, backoffMs: 100, maxBackoffMs: 1000 },
    priority: 0,
    cacheTtlMs: 0,
    ...call,
    arguments: sketch.arguments ?? {},
  };
}

export function textResult(text: string): ToolResult {
  return { content: [{ type: "text", text }] };
}
