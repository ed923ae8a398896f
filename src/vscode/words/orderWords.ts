import * as vscode from "vscode";
import { orderCost } from "../../core/model/figures/outlook";
import type { DurationOf } from "../../core/model/figures/criticalPath";
import type { Plan } from "../../core/model/plan";
import { durationWords } from "./durationWords";
import { stateOrders, type StateOrder } from "../../core/model/figures/stateOrder";

/** "24 calls keep their order: create_entities writes the state of memory, which no argument names". */
export function orderWords({ source, label, writer, isSaid, calls }: StateOrder): string {
  if (label !== `the state of ${source}`) {
    return isSaid
      ? vscode.l10n.t("{0} calls keep their order: {1} writes {2}", calls.length, writer, label)
      : vscode.l10n.t("{0} calls keep their order: {1} may write {2}", calls.length, writer, label);
  }
  return isSaid
    ? vscode.l10n.t(
        "{0} calls keep their order: {1} writes the state of {2}, which no argument names",
        calls.length,
        writer,
        source,
      )
    : vscode.l10n.t(
        "{0} calls keep their order: {1} may write the state of {2}, which no argument names",
        calls.length,
        writer,
        source,
      );
}

/** Below this the difference would be noise. */
const worthAWord = 1.1;

/**
 * What order by the state of sources costs at best, by how many milliseconds each call takes where that is known; nothing
 * where it costs nothing.
 */
export function costOfOrder(plan: Plan, cores: number, durationOf: DurationOf | undefined): readonly string[] {
  const orders = stateOrders(plan);
  if (orders.length === 0) return [];
  const { withOrder, without } = orderCost(plan, cores, durationOf);
  if (withOrder < without * worthAWord) return [];
  const sources = orders.map(({ source }) => source).join(", ");
  if (durationOf !== undefined) {
    const [held, free] = [durationWords(withOrder), durationWords(without)];
    return [vscode.l10n.t("kept in order by the state of {0}, at best {1} instead of {2}", sources, held, free)];
  }
  const times = (withOrder / without).toFixed(1);
  return [vscode.l10n.t("kept in order by the state of {0}, at best {1}\u00a0× slower for it", sources, times)];
}

/** The title of what frees calls, wherever it is offered. */
export function freeWords(): string {
  return vscode.l10n.t("These Do Not Touch One Another");
}
