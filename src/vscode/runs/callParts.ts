import * as vscode from "vscode";
import { showStatus } from "../window/messages";
import type { RecordedRun } from "../../node/runs/recordedRun";
import { firstFolder } from "../window/workspace";
import { callText, isJsonText, partFile, partText } from "../timeline/callDetails";
import type { CallPart } from "../../protocol/details";
import { inWindowLanguage } from "../words/said";

export async function copyPart(run: RecordedRun, call: number, part: CallPart): Promise<void> {
  await copyText(partText(run, call, part, inWindowLanguage));
}

/** Copies a call as it is written in a manifest. */
export async function copyCall(run: RecordedRun, call: number): Promise<void> {
  await copyText(callText(run, call));
}

async function copyText(text: string | undefined): Promise<void> {
  if (text === undefined) return;
  await vscode.env.clipboard.writeText(text);
  showStatus(vscode.l10n.t("Copied to the clipboard"), 2000);
}

export async function openPart(run: RecordedRun, call: number, part: CallPart): Promise<void> {
  const content = partText(run, call, part, inWindowLanguage);
  if (content === undefined) return;
  const language = isJsonText(content) ? "json" : "plaintext";
  const document = await vscode.workspace.openTextDocument({ content, language });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
}

/** Saves a part as a file where the user says; the name that is offered is that of the tool, or the part's own. */
export async function savePart(run: RecordedRun, call: number, part: CallPart): Promise<void> {
  const file = partFile(run, call, part, inWindowLanguage);
  if (file === undefined) return;
  const folder = firstFolder()?.uri;
  const uri = await vscode.window.showSaveDialog(folder && { defaultUri: vscode.Uri.joinPath(folder, file.name) });
  if (uri === undefined) return;
  await vscode.workspace.fs.writeFile(uri, file.bytes);
  showStatus(vscode.l10n.t("Saved as {0}", vscode.workspace.asRelativePath(uri)), 5000);
}
