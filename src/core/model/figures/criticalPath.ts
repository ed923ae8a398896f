import { addWhatIsAhead, graphOf, topologicalOrder, type Graph } from "../graph";
import type { Arrow } from "../plan";

/** How long a call takes, in milliseconds, or in any other unit: 1 for each counts calls. Never negative. */
export type DurationOf = (call: number) => number;

export interface CriticalPath {
  /** The calls of the longest path, in the order in which they must run. */
  readonly calls: readonly number[];
  /** The sum of their durations: no run is shorter, however many calls run at once. */
  readonly duration: number;
}

/**
 * The longest path through the calls; of several equally long ones the one whose calls come first. Edges to calls that
 * there are not are ignored, and so is what follows upon a call that lies on a cycle, or behind one.
 */
export function criticalPath(callCount: number, edges: readonly Arrow[], durationOf: DurationOf): CriticalPath {
  const graph = graphOf(
    callCount,
    edges.filter(({ from, to }) => from >= 0 && from < callCount && to >= 0 && to < callCount),
  );
  const order = topologicalOrder(graph);
  const ahead = new Float64Array(callCount);
  for (let call = 0; call < callCount; call++) ahead[call] = durationOf(call);
  addWhatIsAhead(graph, order, ahead);
  let first = -1;
  for (let call = 0; call < callCount; call++) {
    if (first === -1 || (ahead[call] ?? 0) > (ahead[first] ?? 0)) first = call;
  }
  const isOrdered = new Uint8Array(callCount);
  for (const call of order) isOrdered[call] = 1;
  const calls: number[] = [];
  for (let call = first; call !== -1; call = isOrdered[call] === 1 ? longestAfter(graph, call, ahead) : -1) {
    calls.push(call);
  }
  return { calls, duration: ahead[first] ?? 0 };
}

/** Of the calls that wait for this one, that with the longest path ahead; -1 if none waits for it. */
function longestAfter({ successorStart, successors }: Graph, call: number, ahead: Float64Array): number {
  let longest = -1;
  for (let at = successorStart[call] ?? 0; at < (successorStart[call + 1] ?? 0); at++) {
    const to = successors[at] ?? 0;
    const gain = longest === -1 ? 1 : (ahead[to] ?? 0) - (ahead[longest] ?? 0);
    if (gain > 0 || (gain === 0 && to < longest)) longest = to;
  }
  return longest;
}
