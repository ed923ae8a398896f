import * as vscode from "vscode";
import type { Prepared } from "../runs/prepare";
import type { Runs } from "../runs/runs.vscode";
import { sourceOfActiveEditor, sourceOfFile, SourceError, type Source } from "./source";

/** The source, or `undefined` after telling the user why there is none. `undefined` as `uri` means the active editor. */
export async function sourceOrMessage(uri: vscode.Uri | undefined): Promise<Source | undefined> {
  try {
    return uri === undefined ? await sourceOfActiveEditor() : await sourceOfFile(uri);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    void vscode.window.showErrorMessage(error.message);
    return undefined;
  }
}

/** Reads, looks the tools up (which may start servers) and plans; `undefined` when the user cancelled that. */
export async function prepareWithProgress(runs: Runs, source: Source): Promise<Prepared | undefined> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      cancellable: true,
      title: vscode.l10n.t("{0}: looking up tools", source.title),
    },
    async (_progress, token) => {
      const abort = new AbortController();
      const subscription = token.onCancellationRequested(() => abort.abort());
      try {
        return await runs.prepare(source, abort.signal);
      } catch (error) {
        if (abort.signal.aborted) return undefined;
        throw error;
      } finally {
        subscription.dispose();
      }
    },
  );
}

/** Lists the problems in the Problems panel and says, in one message, what keeps the calls from being run. */
export async function reportErrors(source: Source, prepared: Prepared): Promise<void> {
  const errors = prepared.problems.filter((problem) => problem.severity === "error");
  const [first] = errors;
  if (first === undefined) return;
  const message =
    errors.length === 1
      ? vscode.l10n.t("{0} was not run: {1}", source.title, first.message)
      : vscode.l10n.t("{0} was not run. {1} problems, the first: {2}", source.title, errors.length, first.message);
  const show = vscode.l10n.t("Show Problems");
  if ((await vscode.window.showErrorMessage(message, show)) !== show) return;
  const at = source.document.positionAt(first.range.offset);
  await vscode.window.showTextDocument(source.document, { selection: new vscode.Range(at, at) });
  await vscode.commands.executeCommand("workbench.actions.view.problems");
}
