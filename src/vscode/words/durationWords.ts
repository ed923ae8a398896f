import * as vscode from "vscode";

/** A time of so many milliseconds for people: "840 ms", "3.1 s". */
export function durationWords(ms: number): string {
  return ms < 1000 ? vscode.l10n.t("{0} ms", Math.round(ms)) : vscode.l10n.t("{0} s", (ms / 1000).toFixed(1));
}
