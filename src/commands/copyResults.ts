import * as vscode from "vscode";
import { formatResults } from "../manifest/formatResults";
import type { Services } from "./services";

/** Copies the results of the newest run, in the order of its calls and in the dialect that each call came in. */
export async function copyResults(services: Services): Promise<void> {
  const session = await services.runs.latest();
  if (session === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t("Nothing has been run here yet."));
    return;
  }
  const endings = session.state.calls.map((call) => call.ending);
  await vscode.env.clipboard.writeText(formatResults(session.plan.calls, endings));
  vscode.window.setStatusBarMessage(vscode.l10n.t("Copied the results of {0} calls", endings.length), 3000);
}
