import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Edge } from "../../../../src/core/model/plan";
import { graphOf, topologicalOrder } from "../../../../src/core/model/graph";
import { conflictEdges, type ConflictingCall } from "../../../../src/core/plan/edges/conflicts";

const paths = ["", "a", "a/x", "a/y", "a/x/1", "a/x/2", "b", "b/x", "ab"];

function key(path: string): string {
  return ["f", ...path.split("/").filter((name) => name !== "")].join("\0");
}

const use = fc.record({ path: fc.constantFrom(...paths), writes: fc.boolean() });
type Uses = readonly { readonly path: string; readonly writes: boolean }[];

function callOf(uses: Uses): ConflictingCall {
  return {
    toolName: "t",
    source: "fs",
    effect: { effect: "writes", basis: "annotation" },
    uses: uses.map(({ path, writes }) => ({ writes, resource: { kind: "file", key: key(path), label: path } })),
  };
}

/** Calls, and edges without a cycle among them that need not follow the order of the calls. */
const plans = fc
  .array(fc.array(use, { maxLength: 3 }), { minLength: 1, maxLength: 14 })
  .chain((calls) =>
    fc.record({
      calls: fc.constant(calls),
      order: fc.shuffledSubarray([...calls.keys()], { minLength: calls.length }),
      arrows: fc.array(fc.tuple(fc.nat(calls.length - 1), fc.nat(calls.length - 1)), { maxLength: 6 }),
    }),
  )
  .map(({ calls, order, arrows }) => {
    const given = arrows
      .filter(([from, to]) => from !== to)
      .map(([one, other]): Edge => {
        const forward = order.indexOf(one) < order.indexOf(other);
        return { from: forward ? one : other, to: forward ? other : one, kind: "data", reason: "" };
      });
    return { calls, given };
  });

function inConflict(some: Uses, others: Uses): boolean {
  return some.some((one) =>
    others.some(
      (other) => (one.writes || other.writes) && (contains(one.path, other.path) || contains(other.path, one.path)),
    ),
  );
}

function contains(outer: string, inner: string): boolean {
  return outer === inner || outer === "" || inner.startsWith(`${outer}/`);
}

type Arrow = Pick<Edge, "from" | "to">;

function leads(from: number, to: number, edges: readonly Arrow[]): boolean {
  const reached = new Set([from]);
  for (const call of reached) for (const edge of edges) if (edge.from === call) reached.add(edge.to);
  return from !== to && reached.has(to);
}

describe("conflict edges of any plan", () => {
  it("make no cycle, order every two calls in conflict, join no others, and none of them could be left out", () => {
    fc.assert(
      fc.property(plans, ({ calls, given }) => {
        const conflicts = conflictEdges(calls.map(callOf), given);
        const all = [...given, ...conflicts];
        expect(topologicalOrder(graphOf(calls.length, all))).toHaveLength(calls.length);
        for (const [later, uses] of calls.entries()) {
          for (let earlier = 0; earlier < later; earlier++) {
            if (!inConflict(calls[earlier] ?? [], uses)) continue;
            expect(leads(earlier, later, all) || leads(later, earlier, all)).toBe(true);
          }
        }
        for (const edge of conflicts) {
          expect(inConflict(calls[edge.from] ?? [], calls[edge.to] ?? [])).toBe(true);
          expect(
            leads(
              edge.from,
              edge.to,
              all.filter((other) => other !== edge),
            ),
          ).toBe(false);
        }
      }),
      { numRuns: 2000 },
    );
  }, 60_000);

  it("follow the order of the calls where no other edge contradicts it", () => {
    fc.assert(
      fc.property(plans, ({ calls, given }) => {
        const forward = given.filter(({ from, to }) => from < to);
        for (const { from, to } of conflictEdges(calls.map(callOf), forward)) expect(from).toBeLessThan(to);
      }),
    );
  }, 60_000);
});

describe("a crowd of readers of a directory beside writers of its files", () => {
  const count = 10_000;
  const shapes: Readonly<Record<string, (index: number) => Uses>> = {
    "readers first": (index) => [
      index < count / 2 ? { path: "a", writes: false } : { path: `a/${index}`, writes: true },
    ],
    "writers first": (index) => [
      index < count / 2 ? { path: `a/${index}`, writes: true } : { path: "a", writes: false },
    ],
  };

  it.each(Object.entries(shapes))("is ordered with two edges a call at most, %s", (_, usesOf) => {
    const calls = Array.from({ length: count }, (__, index) => callOf(usesOf(index)));
    const edges = conflictEdges(calls, []);
    expect(edges.length).toBeLessThanOrEqual(2 * count);
    const followers = Array.from({ length: count }, (): number[] => []);
    for (const { from, to } of edges) followers[from]?.push(to);
    for (const first of [0, 1, count / 2 - 1]) {
      const reached = new Set([first]);
      for (const call of reached) for (const to of followers[call] ?? []) reached.add(to);
      for (let later = count / 2; later < count; later++) expect(reached.has(later)).toBe(true);
    }
  });
});
