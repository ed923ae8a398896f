import * as vscode from "vscode";
import { parseManifest } from "../../../core/manifest/parse";
import type { Runs } from "../runs";

/** Shows where a call of a run is written, as the document stands now. */
export async function openCall(runs: Runs, runId: string, call: number): Promise<void> {
  const session = await runs.get(runId);
  const source = session?.header.source;
  if (source === undefined) return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(source.uri));
  const { offset, length } = parseManifest(document.getText(), source).callRange(call);
  const selection = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  await vscode.window.showTextDocument(document, { selection, viewColumn: vscode.ViewColumn.One });
}
