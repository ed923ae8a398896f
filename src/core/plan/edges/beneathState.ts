import { graphOf, topologicalOrder } from "../../model/graph";
import type { Arrow, Edge } from "../../model/plan";
import { isStateEdge } from "../../model/figures/stateOrder";
import { conflictPairs, type ConflictingCall } from "./conflicts";

/**
 * The pairs that only the state of a source orders in `edges`, and that what the calls name would order without it. `edges`
 * has no cycle; `given` are those of them that were there before conflicts were looked for.
 */
export function pairsBeneathState(
  calls: readonly ConflictingCall[],
  edges: readonly Edge[],
  given: readonly Edge[],
): readonly Arrow[] {
  if (!edges.some(isStateEdge)) return [];
  const named = calls.map((call) => ({ ...call, uses: call.uses.filter(({ resource }) => resource.kind !== "state") }));
  const others = edges.filter((edge) => !isStateEdge(edge));
  const order = [...topologicalOrder(graphOf(calls.length, edges))];
  const pairs = conflictPairs(
    named,
    given.filter((edge) => !isStateEdge(edge)),
    order,
  );
  const known = new Set(others.map(pairOf));
  return pairs.filter((pair) => !known.has(pairOf(pair)));
}

function pairOf({ from, to }: Arrow): string {
  return `${from} ${to}`;
}
