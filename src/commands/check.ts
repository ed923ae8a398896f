import { availableParallelism } from "node:os";
import * as vscode from "vscode";
import { outlookOf } from "../plan/outlook";
import { prepareWithProgress, reportErrors, sourceOrMessage } from "./preparing";
import type { Services } from "./services";

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
  services.problems.show(source.document, prepared.problems);
  if (prepared.problems.some((problem) => problem.severity === "error")) {
    await reportErrors(source, prepared);
    return;
  }
  const { calls, edges } = prepared.plan;
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      "{0} can be run: {1} calls, {2} of which wait for others; at best {3}\u00a0× faster than one by one.",
      source.title,
      calls.length,
      new Set(edges.map((edge) => edge.to)).size,
      outlookOf(prepared.plan, availableParallelism()).bestSpeedup.toFixed(1),
    ),
  );
}
