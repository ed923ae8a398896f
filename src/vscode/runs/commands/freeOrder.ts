import * as vscode from "vscode";
import { freeingEdit } from "../../editing/freeingEdit";
import type { Freeing } from "../../../core/model/figures/stateOrder";
import type { KeptState } from "../../window/keptState";
import type { Services } from "./services";
import { showInformation } from "../../window/messages";

/**
 * Writes that calls do not touch one another: into the manifest that they stand in, or, where there is none, into what the
 * workspace keeps. Says where; what runs already stays as it was planned.
 */
export async function freeOrder(
  keptState: KeptState,
  freeing: Freeing,
  document: vscode.TextDocument | undefined,
): Promise<void> {
  const edit = document && freeingEdit(document, freeing);
  if (document !== undefined && edit !== undefined && (await vscode.workspace.applyEdit(edit))) {
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, preview: false });
    const name = document.uri.path.slice(document.uri.path.lastIndexOf("/") + 1);
    void showInformation(
      vscode.l10n.t(
        "{0} says now that calls of {1} do not touch one another. The next run uses it.",
        name,
        freeing.pattern,
      ),
    );
    return;
  }
  await keptState.keep(freeing.pattern, freeing.value);
  void showInformation(
    vscode.l10n.t(
      "Calls of {0} are no longer kept in order in this workspace, from the next plan on. The Tools view takes it back.",
      freeing.pattern,
    ),
  );
}

/** The same for the calls of a run, which may stand in a document or in none. */
export async function freeOrderOfRun({ runs, keptState }: Services, runId: string, freeing: Freeing): Promise<void> {
  const source = (await runs.get(runId))?.header.source;
  // A selection is planned without the rest of its file, whose `state` it does not see.
  const isWhole = source !== undefined && source.within === undefined;
  const document = isWhole ? await vscode.workspace.openTextDocument(vscode.Uri.parse(source.uri)) : undefined;
  await freeOrder(keptState, freeing, document);
}
