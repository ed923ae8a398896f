import { availableParallelism } from "node:os";
import * as vscode from "vscode";
import { outlookOf } from "../../../core/model/figures/outlook";
import { prepareWithProgress, reportErrors, sourceOrMessage } from "../preparing";
import { placedOrders } from "../placedOrders";
import type { Services } from "./services";
import { showInformation } from "../../window/messages";

/**
 * Does everything short of running the active editor's calls: reads them, looks up their tools (in a trusted workspace
 * also those of servers), plans them, and shows the problems.
 */
export async function check(services: Services): Promise<void> {
  const source = await sourceOrMessage(undefined);
  if (source === undefined) return;
  const prepared = await prepareWithProgress(services.runs, source);
  if (prepared === undefined) return;
  await prepared.close();
  services.problems.show(source.document, prepared.problems, placedOrders(prepared));
  if (prepared.problems.some((problem) => problem.severity === "error")) {
    await reportErrors(source, prepared);
    return;
  }
  const { calls, edges } = prepared.plan;
  const durationOf = services.runs.durations.expected(calls);
  void showInformation(
    vscode.l10n.t(
      "{0} can be run: {1} calls, {2} of which wait for others; at best {3}\u00a0× faster than one by one.",
      source.title,
      calls.length,
      new Set(edges.map((edge) => edge.to)).size,
      outlookOf(prepared.plan, availableParallelism(), durationOf).bestSpeedup.toFixed(1),
    ),
  );
}
