import type { MatrixCall } from "./subject";

/** Of all pairs of calls: which must keep their order, be it by way of others. `ordered[to]` holds those before it. */
export type Order = readonly ReadonlySet<number>[];

interface Arrow {
  readonly from: number;
  readonly to: number;
}

/** The pairs that touch one thing which at least one of them writes. */
export function trueEdges(calls: readonly MatrixCall[]): Arrow[] {
  return calls.flatMap((later, to) =>
    calls.slice(0, to).flatMap((earlier, from) => (meet(earlier, later) ? [{ from, to }] : [])),
  );
}

function meet(one: MatrixCall, other: MatrixCall): boolean {
  const { reads = [], writes = [] } = one;
  const { reads: otherReads = [], writes: otherWrites = [] } = other;
  return overlap(writes, [...otherReads, ...otherWrites]) || overlap(reads, otherWrites);
}

function overlap(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.some((other) => contains(one, other) || contains(other, one)));
}

function contains(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}

/** What edges order, directly or over others. Every edge leads to a later call. */
export function orderBy(count: number, edges: readonly Arrow[]): Order {
  const before = Array.from({ length: count }, () => new Set<number>());
  for (const { from, to } of [...edges].sort((a, b) => a.to - b.to)) {
    before[to]?.add(from);
    for (const earlier of before[from] ?? []) before[to]?.add(earlier);
  }
  return before;
}

/** How many pairs `found` orders that nothing in `truth` does, and how many pairs `truth` leaves free. */
export function falsePairs(truth: Order, found: Order): { readonly ordered: number; readonly free: number } {
  let ordered = 0;
  let free = 0;
  for (const [to, before] of truth.entries()) {
    for (let from = 0; from < to; from++) {
      if (before.has(from)) continue;
      free++;
      if (found[to]?.has(from)) ordered++;
    }
  }
  return { ordered, free };
}
