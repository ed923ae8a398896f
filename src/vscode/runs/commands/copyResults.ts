import * as vscode from "vscode";
import { formatResults } from "../../../core/manifest/formatResults";
import { endingToHandOn } from "../../../node/runs/resumption/lostResult";
import type { Services } from "./services";
import { showInformation, showStatus } from "../../window/messages";

/** Copies the results of the newest run, in the order of its calls and in the dialect that each call came in. */
export async function copyResults(services: Services): Promise<void> {
  const session = await services.runs.latest();
  if (session === undefined) {
    void showInformation(vscode.l10n.t("Nothing has been run here yet."));
    return;
  }
  const endings = session.state.calls.map(({ ending }) => ending && endingToHandOn(ending));
  await vscode.env.clipboard.writeText(formatResults(session.plan.calls, endings));
  showStatus(vscode.l10n.t("Copied the results of {0} calls", endings.length), 3000);
}
