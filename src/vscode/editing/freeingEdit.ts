import * as vscode from "vscode";
import { parseManifest } from "../../core/manifest/parse";
import { stateEntryEdits } from "../../core/manifest/stateEntry";
import { isUsers } from "../../core/model/origin";
import type { Freeing } from "../../core/model/figures/stateOrder";
import { originOfDocument } from "../window/documentOrigin";

/** The edit of a manifest that frees calls, as undoable as any; undefined for a text that is no manifest of the user's. */
export function freeingEdit(
  document: vscode.TextDocument,
  { pattern, value }: Freeing,
): vscode.WorkspaceEdit | undefined {
  const text = document.getText();
  if (!isUsers(parseManifest(text, { place: originOfDocument(document) }).manifest.origin)) return undefined;
  const edits = stateEntryEdits(text, pattern, value);
  if (edits === undefined) return undefined;
  const edit = new vscode.WorkspaceEdit();
  for (const { offset, length, content } of edits) {
    const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
    edit.replace(document.uri, range, content);
  }
  return edit;
}
