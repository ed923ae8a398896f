import * as vscode from "vscode";
import { freeWords } from "../words/orderWords";
import type { Freeing } from "../../core/model/figures/stateOrder";
import { freeingEdit } from "./freeingEdit";
import type { ProblemReporter } from "./problemReporter";

/**
 * The quick fix *These Do Not Touch One Another*, on every call that an order by state holds, as long as the manifest
 * stands as it was planned.
 */
export function offerFreeing(problems: Pick<ProblemReporter, "ordersAt">): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { language: "jsonc" },
    {
      provideCodeActions: (document, range, context) =>
        problems
          .ordersAt(document, range)
          .flatMap(({ order, diagnostic }) =>
            order.freedBy === undefined ? [] : actionsOf(document, order.freedBy, diagnosticIn(context, diagnostic)),
          ),
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

function actionsOf(
  document: vscode.TextDocument,
  freeing: Freeing,
  diagnostics: vscode.Diagnostic[],
): vscode.CodeAction[] {
  const edit = freeingEdit(document, freeing);
  if (edit === undefined) return [];
  const action = new vscode.CodeAction(
    vscode.l10n.t('{0}: "state": {1}', freeWords(), JSON.stringify({ [freeing.pattern]: freeing.value })),
    vscode.CodeActionKind.QuickFix,
  );
  action.edit = edit;
  action.diagnostics = diagnostics;
  return [action];
}

function diagnosticIn(context: vscode.CodeActionContext, { message }: vscode.Diagnostic): vscode.Diagnostic[] {
  return context.diagnostics.filter((each) => each.message === message);
}
