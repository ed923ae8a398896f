import * as vscode from "vscode";
import { orderWords } from "../words/orderWords";
import type { Problem, TextRange } from "../../core/model/manifest";
import type { StateOrder } from "../../core/model/figures/stateOrder";
import { inWindowLanguage } from "../words/said";

/** An order by the state of a source, and where the calls stand that it holds. */
export interface PlacedOrder {
  readonly order: StateOrder;
  readonly calls: readonly TextRange[];
}

interface ShownOrder {
  readonly order: StateOrder;
  /** It stands at the first of the calls. */
  readonly diagnostic: vscode.Diagnostic;
  readonly calls: readonly vscode.Range[];
}

/** Shows the problems of documents in the editor and the Problems panel, and which of their calls keep an order. */
export class ProblemReporter implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection("parallelTools");
  private readonly orders = new Map<string, readonly ShownOrder[]>();

  /** Replaces what was shown for this document. */
  show(document: vscode.TextDocument, problems: readonly Problem[], orders: readonly PlacedOrder[] = []): void {
    const shown = orders.map((placed) => shownOrder(document, placed));
    this.orders.set(document.uri.toString(), shown);
    this.collection.set(document.uri, [
      ...problems.map((problem) => diagnosticOf(document, problem)),
      ...shown.map(({ diagnostic }) => diagnostic),
    ]);
  }

  /** The orders that hold a call within a range, as long as the document stands as it was planned. */
  ordersAt(document: vscode.TextDocument, range: vscode.Range): readonly ShownOrder[] {
    const orders = this.orders.get(document.uri.toString()) ?? [];
    return orders.filter(({ calls }) => calls.some((call) => call.intersection(range) !== undefined));
  }

  clear(uri: vscode.Uri): void {
    this.collection.delete(uri);
    this.orders.delete(uri.toString());
  }

  dispose(): void {
    this.collection.dispose();
  }
}

/** As quiet as an editor has it: it is no mistake that calls are kept in order. */
function shownOrder(document: vscode.TextDocument, { order, calls }: PlacedOrder): ShownOrder {
  const ranges = calls.map((call) => rangeIn(document, call));
  const first = ranges[0] ?? new vscode.Range(0, 0, 0, 0);
  const diagnostic = new vscode.Diagnostic(first, `${orderWords(order)}.`, vscode.DiagnosticSeverity.Hint);
  diagnostic.source = "Parallel Tools";
  return { order, diagnostic, calls: ranges };
}

function diagnosticOf(document: vscode.TextDocument, { range, severity, ...said }: Problem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeIn(document, range), inWindowLanguage(said), severities[severity]);
  diagnostic.source = "Parallel Tools";
  return diagnostic;
}

function rangeIn(document: vscode.TextDocument, { offset, length }: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  hint: vscode.DiagnosticSeverity.Information,
} as const;
