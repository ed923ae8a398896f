import * as vscode from "vscode";
import { visible, visibleName } from "../../core/model/text/visible";
import type { Prepared } from "../../node/runs/prepare";
import { TextTooLarge, type Runs } from "./runs";
import { sourceOfActiveEditor, sourceOfFile, SourceError, type Source } from "./source";
import { showError, showUnlessCancelled } from "../window/messages";
import { inWindowLanguage, thrownWords } from "../words/said";

/** The source, or `undefined` after telling the user why there is none. `undefined` as `uri` means the active editor. */
export async function sourceOrMessage(uri: vscode.Uri | undefined): Promise<Source | undefined> {
  try {
    return uri === undefined ? await sourceOfActiveEditor() : await sourceOfFile(uri);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    void showError(error.message);
    return undefined;
  }
}

/** Reads, looks the tools up (which may start servers) and plans; `undefined` when the user cancelled that. */
export async function prepareWithProgress(runs: Runs, source: Source): Promise<Prepared | undefined> {
  const title = vscode.l10n.t("{0}: looking up tools", visibleName(source.title));
  try {
    return await showUnlessCancelled(title, (signal) => runs.prepare(source, signal));
  } catch (error) {
    if (!(error instanceof TextTooLarge)) throw error;
    void showError(thrownWords(error));
    return undefined;
  }
}

/** Lists the problems in the Problems panel and says, in one message, what keeps the calls from being run. */
export async function reportErrors(source: Source, prepared: Prepared): Promise<void> {
  const errors = prepared.problems.filter((problem) => problem.severity === "error");
  const [first] = errors;
  if (first === undefined) return;
  const message =
    errors.length === 1
      ? vscode.l10n.t("{0} was not run: {1}", visibleName(source.title), visible(inWindowLanguage(first)))
      : vscode.l10n.t(
          "{0} was not run. {1} problems, the first: {2}",
          visibleName(source.title),
          errors.length,
          visible(inWindowLanguage(first)),
        );
  const show = vscode.l10n.t("Show Problems");
  if ((await showError(message, show)) !== show) return;
  const at = source.document.positionAt(first.range.offset);
  await vscode.window.showTextDocument(source.document, { selection: new vscode.Range(at, at) });
  await vscode.commands.executeCommand("workbench.actions.view.problems");
}
