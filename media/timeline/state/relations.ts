import type { Edge } from "../../../src/core/model/plan";

/** Edges by the calls that they join. */
export interface Relations {
  /** What a call waited for: edges that end at it. */
  readonly before: (call: number) => readonly Edge[];
  /** What waited for a call: edges that begin at it. */
  readonly after: (call: number) => readonly Edge[];
}

export function createRelations(edges: readonly Edge[]): Relations {
  const before = new Map<number, Edge[]>();
  const after = new Map<number, Edge[]>();
  for (const edge of edges) {
    add(before, edge.to, edge);
    add(after, edge.from, edge);
  }
  return { before: (call) => before.get(call) ?? [], after: (call) => after.get(call) ?? [] };
}

function add(edges: Map<number, Edge[]>, call: number, edge: Edge): void {
  const known = edges.get(call);
  if (known) known.push(edge);
  else edges.set(call, [edge]);
}
