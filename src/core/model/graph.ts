import { popLowest, pushNumber } from "./data/numberHeap";
import type { Arrow, Edge } from "./plan";

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

/** Edges without a kind count as ones that need success. Throws a `RangeError` for an edge to a call that there is not. */
export function graphOf(callCount: number, edges: readonly (Arrow & Partial<Pick<Edge, "kind">>)[]): Graph {
  const from = new Int32Array(edges.length);
  const to = new Int32Array(edges.length);
  const needs = new Uint8Array(edges.length);
  edges.forEach((edge, place) => {
    if (!isIndex(edge.from, callCount) || !isIndex(edge.to, callCount))
      throw new RangeError(`An edge from ${edge.from} to ${edge.to} is no edge of ${callCount} calls.`);
    from[place] = edge.from;
    to[place] = edge.to;
    needs[place] = edge.kind === "conflict" ? 0 : 1;
  });
  const ahead = pack(callCount, from, to, needs);
  const back = pack(callCount, to, from, needs);
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

function pack(callCount: number, by: Int32Array, other: Int32Array, needsOf: Uint8Array) {
  const start = new Int32Array(callCount + 1);
  for (const call of by) start[call + 1] = (start[call + 1] ?? 0) + 1;
  for (let call = 0; call < callCount; call++) start[call + 1] = (start[call + 1] ?? 0) + (start[call] ?? 0);
  const next = start.slice();
  const others = new Int32Array(by.length);
  const needs = new Uint8Array(by.length);
  for (let edge = 0; edge < by.length; edge++) {
    const call = by[edge] ?? 0;
    const place = next[call] ?? 0;
    next[call] = place + 1;
    others[place] = other[edge] ?? 0;
    needs[place] = needsOf[edge] ?? 0;
  }
  return { start, others, needs };
}

/**
 * All calls, each after those that it waits for; of those that could come next the one with the lowest index. Calls that
 * lie on a cycle, or behind one, are left out.
 */
export function topologicalOrder(graph: Graph): Int32Array {
  const { callCount, successorStart, successors, predecessorStart } = graph;
  const order = new Int32Array(callCount);
  const waitsFor = new Int32Array(callCount);
  for (let call = 0; call < callCount; call++) {
    waitsFor[call] = (predecessorStart[call + 1] ?? 0) - (predecessorStart[call] ?? 0);
  }
  let found = 0;
  // Where edges lead from lower to higher indexes, as nearly all do, one pass finds every call and none comes to the heap.
  const passedBy: number[] = [];
  for (let next = 0; next < callCount || passedBy.length > 0;) {
    const call = popLowest(passedBy) ?? next++;
    if (call === next - 1 && waitsFor[call] !== 0) continue;
    order[found++] = call;
    for (let at = successorStart[call] ?? 0; at < (successorStart[call + 1] ?? 0); at++) {
      const to = successors[at] ?? 0;
      const left = (waitsFor[to] ?? 0) - 1;
      waitsFor[to] = left;
      if (left === 0 && to < next) pushNumber(passedBy, to);
    }
  }
  return order.subarray(0, found);
}

/** The same of a graph that must have no cycle. Throws a `RangeError` if it has one. */
export function wholeOrder(graph: Graph): Int32Array {
  const order = topologicalOrder(graph);
  if (order.length < graph.callCount)
    throw new RangeError("The plan's edges make a cycle: its calls would wait for each other for ever.");
  return order;
}

/** Turns what each call weighs into the weight of the heaviest path that begins with it, itself included. */
export function addWhatIsAhead(graph: Graph, order: Int32Array, weights: Float64Array): Float64Array {
  const { successorStart, successors } = graph;
  for (let done = order.length - 1; done >= 0; done--) {
    const call = order[done] ?? 0;
    let most = 0;
    for (let at = successorStart[call] ?? 0; at < (successorStart[call + 1] ?? 0); at++) {
      most = Math.max(most, weights[successors[at] ?? 0] ?? 0);
    }
    weights[call] = (weights[call] ?? 0) + most;
  }
  return weights;
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
