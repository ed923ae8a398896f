import type { Edge, Plan, PlannedCall } from "../../../../src/core/model/plan";

/** A plan of calls with these ids to a tool `builtin/wait`, and these edges, written "a → b". */
export function planOf(ids: readonly string[], edges: readonly string[] = [], parts: Partial<PlannedCall> = {}): Plan {
  const indexOf = (id: string): number => ids.indexOf(id);
  return {
    calls: ids.map((id, index) => ({
      index,
      id,
      tool: "wait",
      arguments: {},
      dialect: "native",
      source: "builtin",
      toolName: "wait",
      safety: "readOnly",
      destructive: false,
      timeoutMs: 0,
      retry: { maxAttempts: 1, backoffMs: 0, maxBackoffMs: 0 },
      priority: 0,
      cacheTtlMs: 0,
      ...parts,
    })),
    edges: edges.map((text): Edge => {
      const [from = "", to = ""] = text.split(" → ");
      return { from: indexOf(from), to: indexOf(to), kind: "declared", reason: `depends on ${from}` };
    }),
    maxConcurrency: 5,
    limits: [],
    deadlineMs: 0,
  };
}
