import * as vscode from "vscode";
import type { RunSession } from "../runs/session";
import { shorten } from "../timeline/boundedText";

const mostShown = 10;
const longestArguments = 400;

/** Asks once for all of these calls whether they may run after all, and shows what each would be sent. */
export async function confirmUnapproved(session: RunSession, calls: readonly number[]): Promise<boolean> {
  if (calls.length === 0) return true;
  const lines = calls.slice(0, mostShown).map((call) => lineOf(session, call));
  const more = calls.length - lines.length;
  const run = vscode.l10n.t("Run");
  const answer = await vscode.window.showWarningMessage(
    calls.length === 1
      ? vscode.l10n.t("Run this call? It was not approved before.")
      : vscode.l10n.t("Run these {0} calls? They were not approved before.", calls.length),
    { modal: true, detail: [...lines, ...(more > 0 ? [vscode.l10n.t("… and {0} more", more)] : [])].join("\n\n") },
    run,
  );
  return answer === run;
}

function lineOf({ plan, state }: RunSession, index: number): string {
  const call = plan.calls[index];
  const args = state.calls[index]?.editedArguments ?? call?.arguments ?? {};
  const warning = call?.destructive ? ` (${vscode.l10n.t("may destroy something")})` : "";
  return `${call?.source ?? ""}/${call?.toolName ?? ""}${warning}\n${shorten(JSON.stringify(args), longestArguments)}`;
}
