import * as vscode from "vscode";
import { visible } from "../../../core/model/text/visible";
import type { AllowedTools } from "../../window/allowedTools";
import { showInformation } from "../../window/messages";
import { chooseSeveral } from "../../window/questions";

/** Shows the tools that were allowed in this workspace; those that are unticked are asked for again from then on. */
export async function manageAllowedTools(allowedTools: AllowedTools): Promise<void> {
  const allowed = allowedTools.list();
  if (allowed.length === 0) {
    void showInformation(
      vscode.l10n.t("No tool has been allowed in this workspace. The list of calls to approve is where that is done."),
    );
    return;
  }
  const kept = await chooseSeveral(
    allowed.map(({ tool }) => ({ tool, label: visible(tool), picked: true })),
    {
      title: vscode.l10n.t("Tools Allowed in This Workspace"),
      placeHolder: vscode.l10n.t("Untick a tool to be asked before it is called"),
    },
  );
  if (kept === undefined) return;
  const left = new Set(kept.map(({ tool }) => tool));
  await allowedTools.revoke(allowed.map(({ tool }) => tool).filter((tool) => !left.has(tool)));
}

/** Deletes the passwords and other values that inputs were answered with in this workspace. */
export async function forgetInputs(inputs: { forget(): Promise<number> }): Promise<void> {
  const count = await inputs.forget();
  void showInformation(
    count === 0
      ? vscode.l10n.t("No value of an input was kept in this workspace.")
      : vscode.l10n.t("Forgot {0} values of inputs. They are asked for again when they are needed.", count),
  );
}
