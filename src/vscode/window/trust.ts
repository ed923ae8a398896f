import * as vscode from "vscode";
import { showWarning } from "./messages";

/** Running starts programs: not in a workspace that is not trusted. Says so, and where trust is given. */
export async function requireTrust(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t("Manage Workspace Trust");
  const answer = await showWarning(
    vscode.l10n.t(
      "Tools start programs and change files, so they are not run in a workspace that is not trusted. Check Tool Calls works here.",
    ),
    manage,
  );
  if (answer === manage) await vscode.commands.executeCommand("workbench.trust.manage");
  return vscode.workspace.isTrusted;
}
