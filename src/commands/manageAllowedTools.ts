import * as vscode from "vscode";
import type { AllowedTools } from "../runs/allowedTools.vscode";

/** Shows the tools that were allowed in this workspace; those that are unticked are asked for again from then on. */
export async function manageAllowedTools(allowedTools: AllowedTools): Promise<void> {
  const allowed = allowedTools.list();
  if (allowed.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t("No tool has been allowed in this workspace. The list of calls to approve is where that is done."),
    );
    return;
  }
  const kept = await vscode.window.showQuickPick(
    allowed.map(({ tool }) => ({ label: tool, picked: true })),
    {
      canPickMany: true,
      title: vscode.l10n.t("Tools Allowed in This Workspace"),
      placeHolder: vscode.l10n.t("Untick a tool to be asked before it is called"),
    },
  );
  if (kept === undefined) return;
  const labels = new Set(kept.map(({ label }) => label));
  await allowedTools.revoke(allowed.map(({ tool }) => tool).filter((tool) => !labels.has(tool)));
}

/** Deletes the passwords and other values that inputs were answered with in this workspace. */
export async function forgetInputs(inputs: { forget(): Promise<number> }): Promise<void> {
  const count = await inputs.forget();
  void vscode.window.showInformationMessage(
    count === 0
      ? vscode.l10n.t("No value of an input was kept in this workspace.")
      : vscode.l10n.t("Forgot {0} values of inputs. They are asked for again when they are needed.", count),
  );
}
