import { describe, expect, it } from "vitest";
import { graphOf, topologicalOrder, wholeOrder } from "../../../../src/core/model/graph";

const orderOf = (callCount: number, ...edges: readonly (readonly [from: number, to: number])[]): readonly number[] => [
  ...topologicalOrder(
    graphOf(
      callCount,
      edges.map(([from, to]) => ({ from, to })),
    ),
  ),
];

describe("the order of calls by their edges", () => {
  it("is that of the calls where edges lead ahead or nowhere", () => {
    expect(orderOf(5)).toEqual([0, 1, 2, 3, 4]);
    expect(orderOf(5, [0, 4], [1, 2], [2, 3])).toEqual([0, 1, 2, 3, 4]);
  });

  it("takes the lowest of those that may come next, also where edges lead back", () => {
    expect(orderOf(5, [4, 0])).toEqual([1, 2, 3, 4, 0]);
    expect(orderOf(6, [3, 2], [3, 0], [0, 1])).toEqual([3, 0, 1, 2, 4, 5]);
    expect(orderOf(4, [3, 2], [2, 1], [1, 0])).toEqual([3, 2, 1, 0]);
  });

  it("leaves out what lies on a cycle, or behind one", () => {
    expect(orderOf(5, [1, 2], [2, 1], [2, 3])).toEqual([0, 4]);
    expect(orderOf(2, [1, 1])).toEqual([0]);
  });

  it("is refused as a whole where there is a cycle, and a graph where an edge leads nowhere", () => {
    const circle = graphOf(2, [
      { from: 0, to: 1 },
      { from: 1, to: 0 },
    ]);
    expect(() => wholeOrder(circle)).toThrow("make a cycle");
    expect(() => graphOf(2, [{ from: 0, to: 2 }])).toThrow("is no edge of 2 calls");
  });
});
