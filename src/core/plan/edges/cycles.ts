import type { Edge } from "../../model/plan";

/**
 * One cycle of each knot of calls that wait for each other: the shortest through its lowest call, as the calls in the
 * order in which they run would have to, the first not repeated. A call that waits for itself is a knot of one.
 */
export function findCycles(callCount: number, edges: readonly Edge[]): number[][] {
  if (edges.length === 0) return [];
  const followers = Array.from({ length: callCount }, (): number[] => []);
  for (const { from, to } of edges) followers[from]?.push(to);
  const knots = knotsOf(followers);
  const seen = new Set<number>();
  const cycles: number[][] = [];
  for (let call = 0; call < callCount; call++) {
    const knot = knots[call] ?? -1;
    if (seen.has(knot)) continue;
    const cycle = shortestCycle(call, followers, knots);
    if (cycle === undefined) continue;
    seen.add(knot);
    cycles.push(cycle);
  }
  return cycles;
}

/** For each call the number of its knot (strongly connected component), in an order in which a knot comes after those it leads to. */
export function knotsOf(followers: readonly (readonly number[])[]): Int32Array {
  const count = followers.length;
  const knots = new Int32Array(count).fill(-1);
  const found = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const nextFollower = new Int32Array(count);
  const open: number[] = [];
  const path: number[] = [];
  let time = 0;
  let knot = 0;
  // Tarjan's algorithm with a path of its own: ten thousand calls in a chain would overflow the call stack.
  for (let root = 0; root < count; root++) {
    if (found[root] !== -1) continue;
    path.push(root);
    for (let call = path.at(-1); call !== undefined; call = path.at(-1)) {
      if (found[call] === -1) {
        found[call] = low[call] = time++;
        open.push(call);
      }
      const place = nextFollower[call] ?? 0;
      const follower = followers[call]?.[place];
      if (follower !== undefined) {
        nextFollower[call] = place + 1;
        if (found[follower] === -1) path.push(follower);
        else if (knots[follower] === -1) low[call] = Math.min(low[call] ?? 0, found[follower] ?? 0);
        continue;
      }
      path.pop();
      const before = path.at(-1);
      if (before !== undefined) low[before] = Math.min(low[before] ?? 0, low[call] ?? 0);
      if (low[call] !== found[call]) continue;
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        knots[member] = knot;
        if (member === call) break;
      }
      knot++;
    }
  }
  return knots;
}

function shortestCycle(
  start: number,
  followers: readonly (readonly number[])[],
  knots: Int32Array,
): number[] | undefined {
  const cameFrom = new Map<number, number>();
  const queue = [start];
  // The queue grows while it is walked.
  for (const call of queue) {
    for (const to of followers[call] ?? []) {
      if (to === start) return pathBack(call, start, cameFrom);
      if (knots[to] !== knots[start] || cameFrom.has(to)) continue;
      cameFrom.set(to, call);
      queue.push(to);
    }
  }
  return undefined;
}

function pathBack(last: number, start: number, cameFrom: ReadonlyMap<number, number>): number[] {
  const path = [last];
  for (let call = last; call !== start;) {
    call = cameFrom.get(call) ?? start;
    path.push(call);
  }
  return path.reverse();
}
