import type { Edge } from "./plan";

/** How long a call takes, in milliseconds, or in any other unit: 1 for each counts calls. Never negative. */
export type DurationOf = (call: number) => number;

type Arrow = Pick<Edge, "from" | "to">;

export interface CriticalPath {
  /** The calls of the longest path, in the order in which they must run. */
  readonly calls: readonly number[];
  /** The sum of their durations: no run is shorter, however many calls run at once. */
  readonly duration: number;
}

/**
 * All calls, each after those that it waits for; of those that could come next the one with the lowest index.
 * Calls that lie on a cycle, or behind one, are left out. Edges to calls that there are not are ignored.
 */
export function topologicalOrder(callCount: number, edges: readonly Arrow[]): number[] {
  const followers = followersOf(callCount, edges);
  const waitsFor = new Int32Array(callCount);
  for (const list of followers) for (const to of list) waitsFor[to] = (waitsFor[to] ?? 0) + 1;
  const order: number[] = [];
  const free = new LowestFirst();
  for (let call = 0; call < callCount; call++) if (waitsFor[call] === 0) free.add(call);
  for (let call = free.take(); call !== undefined; call = free.take()) {
    order.push(call);
    for (const to of followers[call] ?? []) {
      const left = (waitsFor[to] ?? 0) - 1;
      waitsFor[to] = left;
      if (left === 0) free.add(to);
    }
  }
  return order;
}

/** The longest path through the calls; of several equally long ones the one whose calls come first. */
export function criticalPath(callCount: number, edges: readonly Arrow[], durationOf: DurationOf): CriticalPath {
  const { ahead, next } = measurePaths(callCount, edges, durationOf);
  let first = -1;
  for (let call = 0; call < callCount; call++) {
    if (first === -1 || (ahead[call] ?? 0) > (ahead[first] ?? 0)) first = call;
  }
  const calls: number[] = [];
  for (let call = first; call !== -1; call = next[call] ?? -1) calls.push(call);
  return { calls, duration: ahead[first] ?? 0 };
}

function measurePaths(callCount: number, edges: readonly Arrow[], durationOf: DurationOf) {
  const followers = followersOf(callCount, edges);
  const ahead = new Float64Array(callCount);
  const next = new Int32Array(callCount).fill(-1);
  for (let call = 0; call < callCount; call++) ahead[call] = durationOf(call);
  for (const call of topologicalOrder(callCount, edges).reverse()) {
    let longest = -1;
    for (const to of followers[call] ?? []) {
      const length = ahead[to] ?? 0;
      const current = longest === -1 ? -1 : (ahead[longest] ?? 0);
      if (length > current || (length === current && to < longest)) longest = to;
    }
    if (longest === -1) continue;
    next[call] = longest;
    ahead[call] = durationOf(call) + (ahead[longest] ?? 0);
  }
  return { ahead, next };
}

function followersOf(callCount: number, edges: readonly Arrow[]): readonly (readonly number[])[] {
  const followers = Array.from({ length: callCount }, (): number[] => []);
  for (const { from, to } of edges) {
    if (to >= 0 && to < callCount) followers[from]?.push(to);
  }
  return followers;
}

/** A binary heap of call indexes. */
class LowestFirst {
  readonly #heap: number[] = [];

  add(call: number): void {
    const heap = this.#heap;
    let place = heap.push(call) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above] ?? call;
      if (parent <= call) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = call;
  }

  take(): number | undefined {
    const heap = this.#heap;
    const lowest = heap[0];
    const moved = heap.pop();
    if (lowest === undefined || moved === undefined || heap.length === 0) return lowest;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const right = left + 1;
      const leftCall = heap[left];
      if (leftCall === undefined) break;
      const rightCall = heap[right] ?? Number.POSITIVE_INFINITY;
      const lower = Math.min(leftCall, rightCall);
      if (lower >= moved) break;
      heap[place] = lower;
      place = lower === leftCall ? left : right;
    }
    heap[place] = moved;
    return lowest;
  }
}
