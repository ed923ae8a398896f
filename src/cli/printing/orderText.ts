import { orderCost, type OrderCost } from "../../core/model/figures/outlook";
import type { DurationOf } from "../../core/model/figures/criticalPath";
import type { Plan } from "../../core/model/plan";
import type { RunRecord } from "../../core/model/runState";
import { stateOrders, freeingLine, type StateOrder } from "../../core/model/figures/stateOrder";
import { stateOverlaps, type StateOverlap } from "../../core/model/figures/stateOverlap";
import { visible } from "../../core/model/text/visible";
import { durationsOf } from "../../core/model/figures/summary";

/**
 * What a plan orders because of what sources keep, what that costs at best, and the line that frees it; a line a source.
 * `durationOf` tells what earlier runs took, in milliseconds.
 */
export function orderLines(plan: Plan, cores: number, durationOf?: DurationOf): string {
  const orders = stateOrders(plan);
  if (orders.length === 0) return "";
  const bounds = orderCost(plan, cores, durationOf);
  const cost = durationOf
    ? `${costWords(bounds, (ms) => String(Math.round(ms)), "ms")}, by what earlier runs took`
    : costWords(bounds, (count) => String(Number(count.toFixed(1))), "call lengths");
  return orders.map((order) => orderLine(order, cost)).join("");
}

/** The same of a run, by how long its calls took, and where calls met on what somebody left unordered. */
export function orderedRunLines(plan: Plan, run: RunRecord, cores: number): string {
  const orders = stateOrders(plan);
  const overlaps = stateOverlaps(plan, run).map(overlapLine).join("");
  if (orders.length === 0) return overlaps;
  const durations = durationsOf(plan, run);
  const cost = orderCost(plan, cores, (call) => durations[call] ?? 0);
  const words = costWords(cost, (ms) => String(Math.round(ms)), "ms");
  return orders.map((order) => orderLine(order, words)).join("") + overlaps;
}

function overlapLine({ source, calls }: StateOverlap): string {
  const why = '"conflicts" or "state" says that they need no order';
  return `${visible(source)}: ${calls} calls met on what it keeps, and some may write it: ${why}.\n`;
}

function orderLine({ source, label, writer, isSaid, calls, freedBy }: StateOrder, cost: string): string {
  const touches = `${writer} ${isSaid ? "writes" : "may write"} ${label}`;
  const unnamed = label.startsWith("the state of ") ? ", which no argument names" : "";
  const free = freedBy === undefined ? "" : ` If they do not touch one another, write ${freeingLine(freedBy)}.`;
  return `${visible(`${source}: ${calls.length} calls keep their order, since ${touches}${unnamed}${cost}.${free}`)}\n`;
}

function costWords({ withOrder, without }: OrderCost, figure: (length: number) => string, unit: string): string {
  if (withOrder <= without) return "; that costs no time";
  return `; at best ${figure(withOrder)} ${unit} instead of ${figure(without)}`;
}
