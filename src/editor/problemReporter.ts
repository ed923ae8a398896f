import * as vscode from "vscode";
import type { Problem } from "../model/manifest";

/** Shows the problems of documents in the editor and the Problems panel. */
export class ProblemReporter implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection("parallelTools");

  /** Replaces what was shown for this document. */
  show(document: vscode.TextDocument, problems: readonly Problem[]): void {
    this.collection.set(
      document.uri,
      problems.map((problem) => diagnosticOf(document, problem)),
    );
  }

  clear(uri: vscode.Uri): void {
    this.collection.delete(uri);
  }

  dispose(): void {
    this.collection.dispose();
  }
}

function diagnosticOf(document: vscode.TextDocument, { range, message, severity }: Problem): vscode.Diagnostic {
  const start = document.positionAt(range.offset);
  const end = document.positionAt(range.offset + range.length);
  const diagnostic = new vscode.Diagnostic(new vscode.Range(start, end), message, severities[severity]);
  diagnostic.source = "Parallel Tools";
  return diagnostic;
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  hint: vscode.DiagnosticSeverity.Information,
} as const;
