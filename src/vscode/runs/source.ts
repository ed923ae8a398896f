import * as vscode from "vscode";
import { messageOf } from "../../core/model/failure";
import type { TextRange } from "../../core/model/manifest";

/** What is to be run: a document, or the part of it that is selected. */
export interface Source {
  readonly document: vscode.TextDocument;
  readonly within?: TextRange;
  /** For people: the file's name, or "Selection in …". */
  readonly title: string;
}

/** Why there is nothing to run; the message says what to do. */
export class SourceError extends Error {}

/**
 * The active editor's selection if there is one, else its whole document.
 * Throws a `SourceError` when no editor is open or the selection is blank.
 */
export async function sourceOfActiveEditor(): Promise<Source> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    throw new SourceError(
      vscode.l10n.t(
        "No editor is open. Open a file with tool calls, or right-click a .toolcalls.json file in the Explorer.",
      ),
    );
  }
  const { document, selection } = editor;
  const name = nameOf(document.uri);
  await requireRightEncoding(document);
  if (selection.isEmpty) return { document, title: name };
  if (document.getText(selection).trim() === "") {
    throw new SourceError(
      vscode.l10n.t(
        "The selection is blank. Select the tool calls to run, or clear the selection to run the whole file.",
      ),
    );
  }
  const offset = document.offsetAt(selection.start);
  const within = { offset, length: document.offsetAt(selection.end) - offset };
  return { document, within, title: vscode.l10n.t("Selection in {0}", name) };
}

/** A file as it stands in its editor, saved or not. Throws a `SourceError` when it cannot be read as text. */
export async function sourceOfFile(uri: vscode.Uri): Promise<Source> {
  const name = nameOf(uri);
  let document: vscode.TextDocument;
  try {
    document = await vscode.workspace.openTextDocument(uri);
  } catch (cause) {
    throw new SourceError(vscode.l10n.t("{0} could not be opened as text: {1}", name, messageOf(cause)), { cause });
  }
  await requireRightEncoding(document);
  return { document, title: name };
}

/** Where VS Code took a file for UTF-8 that is none, it has put marks in the place of what it could not read. */
async function requireRightEncoding(document: vscode.TextDocument): Promise<void> {
  if (document.isDirty || document.isUntitled || document.encoding !== "utf8") return;
  if (!document.getText().includes("\uFFFD")) return;
  const name = nameOf(document.uri);
  const bytes = await vscode.workspace.fs.readFile(document.uri);
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SourceError(
      vscode.l10n.t(
        "{0} is not UTF-8 text. Reopen it with its encoding, save it with encoding UTF-8, and run it again.",
        name,
      ),
      { cause },
    );
  }
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf("/") + 1) || uri.toString();
}
