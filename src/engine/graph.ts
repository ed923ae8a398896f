import type { Plan } from "../model/plan";

/**
 * The edges of a plan, packed: the successors of call `c` are `successors[successorStart[c]]` up to, without,
 * `successors[successorStart[c + 1]]`; `successorNeeds` says of each whether it needs `c` to succeed (data, declared) or
 * only to be over (conflict). Packed because a run of a million calls has no room for an array a call.
 */
export interface Graph {
  readonly callCount: number;
  readonly successorStart: Int32Array;
  readonly successors: Int32Array;
  readonly successorNeeds: Uint8Array;
  readonly predecessorStart: Int32Array;
  readonly predecessors: Int32Array;
  readonly predecessorNeeds: Uint8Array;
}

/** Throws a `RangeError` for an edge to a call that there is not. */
export function graphOf(plan: Pick<Plan, "calls" | "edges">): Graph {
  const callCount = plan.calls.length;
  const stray = plan.edges.find(({ from, to }) => !isIndex(from, callCount) || !isIndex(to, callCount));
  if (stray) throw new RangeError(`An edge from ${stray.from} to ${stray.to} is no edge of ${callCount} calls.`);
  const ahead = pack(callCount, plan, "from", "to");
  const back = pack(callCount, plan, "to", "from");
  return {
    callCount,
    successorStart: ahead.start,
    successors: ahead.others,
    successorNeeds: ahead.needs,
    predecessorStart: back.start,
    predecessors: back.others,
    predecessorNeeds: back.needs,
  };
}

function isIndex(value: number, count: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < count;
}

function pack(callCount: number, { edges }: Pick<Plan, "edges">, by: "from" | "to", other: "from" | "to") {
  const start = new Int32Array(callCount + 1);
  for (const edge of edges) start[edge[by] + 1] = (start[edge[by] + 1] ?? 0) + 1;
  for (let call = 0; call < callCount; call++) start[call + 1] = (start[call + 1] ?? 0) + (start[call] ?? 0);
  const next = start.slice();
  const others = new Int32Array(edges.length);
  const needs = new Uint8Array(edges.length);
  for (const edge of edges) {
    const place = next[edge[by]] ?? 0;
    next[edge[by]] = place + 1;
    others[place] = edge[other];
    needs[place] = edge.kind === "conflict" ? 0 : 1;
  }
  return { start, others, needs };
}

/** The calls so that each comes after those that it waits for. Throws a `RangeError` if the edges make a cycle. */
export function topologicalOrder(graph: Graph): Int32Array {
  const { callCount, successorStart, successors, predecessorStart } = graph;
  const order = new Int32Array(callCount);
  const waitsFor = new Int32Array(callCount);
  let found = 0;
  for (let call = 0; call < callCount; call++) {
    waitsFor[call] = (predecessorStart[call + 1] ?? 0) - (predecessorStart[call] ?? 0);
    if (waitsFor[call] === 0) order[found++] = call;
  }
  for (let done = 0; done < found; done++) {
    const call = order[done] ?? 0;
    for (let at = successorStart[call] ?? 0; at < (successorStart[call + 1] ?? 0); at++) {
      const to = successors[at] ?? 0;
      const left = (waitsFor[to] ?? 0) - 1;
      waitsFor[to] = left;
      if (left === 0) order[found++] = to;
    }
  }
  if (found < callCount)
    throw new RangeError("The plan's edges make a cycle: its calls would wait for each other for ever.");
  return order;
}

/** Visits the calls that need this one to succeed. */
export function forEachDependant(graph: Graph, call: number, visit: (dependant: number) => void): void {
  const { successorStart, successors, successorNeeds } = graph;
  for (let at = successorStart[call] ?? 0; at < (successorStart[call + 1] ?? 0); at++) {
    if (successorNeeds[at] === 1) visit(successors[at] ?? 0);
  }
}

/** The first of the calls that this one needs to succeed which `matches`; `undefined` if none does. */
export function findNeeded(graph: Graph, call: number, matches: (needed: number) => boolean): number | undefined {
  const { predecessorStart, predecessors, predecessorNeeds } = graph;
  for (let at = predecessorStart[call] ?? 0; at < (predecessorStart[call + 1] ?? 0); at++) {
    const needed = predecessors[at] ?? 0;
    if (predecessorNeeds[at] === 1 && matches(needed)) return needed;
  }
  return undefined;
}
