import type { PlacedOrder } from "../editing/problemReporter";
import { stateOrders } from "../../core/model/figures/stateOrder";
import type { Prepared } from "../../node/runs/prepare";

/** What a plan keeps in order because of what sources keep, with the places of the calls in their text. */
export function placedOrders({ plan, toolRange }: Pick<Prepared, "plan" | "toolRange">): readonly PlacedOrder[] {
  return stateOrders(plan).map((order) => ({ order, calls: order.calls.map(toolRange) }));
}
