import type { PlannedCall } from "../model/plan";
import { topologicalOrder, type Graph } from "./graph";

/**
 * For each call the length of the longest path that begins with it, itself included. A call weighs what `estimateMs` says
 * of it, or else as much as the average of those that it does say something of; if it knows none, every call weighs 1.
 */
export function pathsAhead(
  graph: Graph,
  calls: readonly PlannedCall[],
  estimateMs: (call: PlannedCall) => number | undefined,
): Float64Array {
  const ahead = weights(calls, estimateMs);
  const order = topologicalOrder(graph);
  const { successorStart, successors } = graph;
  for (let done = order.length - 1; done >= 0; done--) {
    const call = order[done] ?? 0;
    let longest = 0;
    for (let at = successorStart[call] ?? 0; at < (successorStart[call + 1] ?? 0); at++) {
      longest = Math.max(longest, ahead[successors[at] ?? 0] ?? 0);
    }
    ahead[call] = (ahead[call] ?? 0) + longest;
  }
  return ahead;
}

function weights(calls: readonly PlannedCall[], estimateMs: (call: PlannedCall) => number | undefined): Float64Array {
  const weight = new Float64Array(calls.length).fill(Number.NaN);
  let sum = 0;
  let known = 0;
  calls.forEach((call, index) => {
    const estimate = estimateMs(call);
    if (estimate === undefined || !Number.isFinite(estimate) || estimate < 0) return;
    weight[index] = estimate;
    sum += estimate;
    known++;
  });
  const average = known > 0 ? sum / known : 1;
  return weight.map((own) => (Number.isNaN(own) ? average : own));
}
