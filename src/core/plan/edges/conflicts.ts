import { graphOf, topologicalOrder } from "../../model/graph";
import type { Arrow, Edge } from "../../model/plan";
import { conflictReason, conflictSubject, type ReasonCall } from "./conflictReason";
import { ConflictSweep, type Access, type Conflict } from "./conflictSweep";
import { knotsOf } from "./cycles";
import { neededEdges } from "./neededEdges";
import type { Resource } from "../resources/resources";
import { resourceTree } from "../resources/resourceTree";
import { asReason } from "../../model/text/wording";

/** What one call does with one resource that it names. */
export interface ResourceUse {
  readonly resource: Resource;
  readonly writes: boolean;
}

/** A call as far as its conflicts and their reasons are concerned. */
export interface ConflictingCall extends ReasonCall {
  readonly uses: readonly ResourceUse[];
}

/**
 * The edges that order calls which touch one resource when at least one of them writes, and that nothing in `given`
 * orders already. They go in the order of the calls, except where given edges lead the other way; together with given
 * edges that have no cycle they have none.
 */
export function conflictEdges(calls: readonly ConflictingCall[], given: readonly Edge[]): Edge[] {
  const sweep = sweepOver(calls);
  if (sweep === undefined) return [];
  const inCallOrder = sweep([...calls.keys()]);
  if (inCallOrder.length === 0) return [];
  const order = orderOf(calls.length, given, inCallOrder);
  const isCallOrder = order.every((call, place) => call === place);
  const conflicts = isCallOrder ? inCallOrder : sweep(order);
  return neededEdges(order, given, conflicts).map((conflict) => ({
    from: conflict.from,
    to: conflict.to,
    kind: "conflict",
    ...asReason(conflictReason(conflict, calls)),
    about: conflictSubject(conflict, calls),
  }));
}

/** The pairs that {@link conflictEdges} would order, where `order` is that of the calls. */
export function conflictPairs(
  calls: readonly ConflictingCall[],
  given: readonly Edge[],
  order: readonly number[],
): readonly Arrow[] {
  const conflicts = sweepOver(calls)?.(order) ?? [];
  return neededEdges(order, given, conflicts).map(({ from, to }) => ({ from, to }));
}

function sweepOver(calls: readonly ConflictingCall[]): ((order: readonly number[]) => Conflict[]) | undefined {
  const writes = calls.some(({ uses }) => uses.some((use) => use.writes));
  if (!writes) return undefined;
  const tree = resourceTree(calls.flatMap(({ uses }) => uses.map(({ resource }) => resource.key)));
  const isRead = new Uint8Array(tree.containerOf.length);
  const accesses = calls.map(({ uses }) => accessesOf(uses, tree.numberOf));
  for (const list of accesses) for (const { resource, writes } of list) if (!writes) isRead[resource] = 1;
  return (order) => {
    const sweep = new ConflictSweep(tree, calls.length, isRead);
    const found: Conflict[] = [];
    for (const call of order) for (const conflict of sweep.next(call, accesses[call] ?? [])) found.push(conflict);
    return found;
  };
}

/** One access for each resource of a call, however often the call names it. */
function accessesOf(uses: readonly ResourceUse[], numberOf: ReadonlyMap<string, number>): Access[] {
  const byResource = new Map<number, Access>();
  for (const { resource: named, writes } of uses) {
    const resource = numberOf.get(named.key) ?? -1;
    const known = byResource.get(resource);
    byResource.set(resource, {
      resource,
      named: known?.named ?? named,
      writes: writes || (known?.writes ?? false),
    });
  }
  return [...byResource.values()];
}

/**
 * An order that keeps given edges and, wherever it can, the order of the calls among those in conflict. Only where the
 * two contradict each other do the calls of that knot take the order of the given edges alone.
 */
function orderOf(callCount: number, given: readonly Edge[], conflicts: readonly Conflict[]): number[] {
  const all = [...given, ...conflicts];
  const order = [...topologicalOrder(graphOf(callCount, all))];
  if (order.length === callCount) return order;
  const followers = Array.from({ length: callCount }, (): number[] => []);
  for (const { from, to } of all) followers[from]?.push(to);
  const knots = knotsOf(followers);
  const placeByGiven = new Int32Array(callCount);
  for (const [place, call] of topologicalOrder(graphOf(callCount, given)).entries()) placeByGiven[call] = place;
  // A knot's number is higher the earlier its calls must come.
  return [...followers.keys()].sort(
    (a, b) => (knots[b] ?? 0) - (knots[a] ?? 0) || (placeByGiven[a] ?? 0) - (placeByGiven[b] ?? 0),
  );
}
