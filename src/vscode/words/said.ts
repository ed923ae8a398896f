import * as vscode from "vscode";
import { saidBy } from "../../core/model/failure";
import { inLanguage, type Said, type Wording } from "../../core/model/text/wording";

/** What the core says, in the language of the window. */
export function inWindowLanguage(said: Said): string {
  return inLanguage(said, vscode.l10n.t);
}

/** The same of a reason. */
export function reasonWords({ reason, wording }: { readonly reason: string; readonly wording?: Wording }): string {
  return inWindowLanguage({ message: reason, wording });
}

/** What anything that was thrown says. */
export function thrownWords(thrown: unknown): string {
  return inWindowLanguage(saidBy(thrown));
}
