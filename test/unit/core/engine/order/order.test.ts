import { expect, it } from "vitest";
import { graphOf } from "../../../../../src/core/model/graph";
import { Order } from "../../../../../src/core/engine/order/order";
import type { Edge } from "../../../../../src/core/model/plan";
import { edge } from "../plans";

it("a call that others wait for, who came too late to go before it, is not held by an edge that comes later still", () => {
  const edges: readonly Edge[] = [edge(0, 2, "conflict"), edge(2, 1, "conflict")];
  const cleared: number[] = [];
  const onClear = (call: number) => void cleared.push(call);
  const order = new Order(graphOf(3, edges));
  order.open([1], onClear);
  order.open([0], onClear);
  expect(cleared).toEqual([1]);
  const added = [edge(0, 1, "conflict")];
  order.rewire(graphOf(3, [...edges, ...added]), { added, dropped: [] }, () => true, onClear);
  expect(order.isClear(1)).toBe(true);
  order.pass(1, onClear);
  order.pass(0, onClear);
  expect(cleared).toEqual([1, 0, 2]);
});
