import * as vscode from "vscode";
import { shorten } from "../../../core/model/text/excerpt";
import type { JsonObject } from "../../../core/model/data/json";
import type { PlannedCall } from "../../../core/model/plan";
import { visible, visibleName } from "../../../core/model/text/visible";
import { reasonsByEditing } from "../../../core/plan/approval/approval";
import type { RunSession } from "../../../node/runs/session";
import { readSetting } from "../../window/settings";
import { concernWords, effectWords } from "../../words/concernWords";
import { showWarning } from "../../window/messages";

const mostShown = 10;
const longestArguments = 400;

/** Asks once for all of these calls whether they may run after all, and shows what each would be sent. */
export async function confirmUnapproved(session: RunSession, calls: readonly number[]): Promise<boolean> {
  if (calls.length === 0) return true;
  const lines = calls.slice(0, mostShown).map((call) => lineOf(session, call));
  const more = calls.length - lines.length;
  const run = vscode.l10n.t("Run");
  const answer = await showWarning(
    calls.length === 1
      ? vscode.l10n.t("Run this call? It was not approved before.")
      : vscode.l10n.t("Run these {0} calls? They were not approved before.", calls.length),
    { modal: true, detail: [...lines, ...(more > 0 ? [vscode.l10n.t("… and {0} more", more)] : [])].join("\n\n") },
    run,
  );
  return answer === run;
}

/** Asks whether a call may run as it was edited, where it now does what it did not before; true where it does not. */
export async function confirmEdited(edited: PlannedCall, before: PlannedCall): Promise<boolean> {
  const reasons = new Set<string>(reasonsByEditing(before, edited, readSetting("approval")));
  if (reasons.size === 0) return true;
  const concerns = (edited.concerns ?? []).filter(({ kind }) => reasons.has(kind));
  const does = reasons.size > concerns.length ? [effectWords(edited)] : [];
  const added = [...does, ...concernWords(concerns)].map((words) => `• ${visible(words)}`);
  const run = vscode.l10n.t("Run");
  const answer = await showWarning(
    vscode.l10n.t("Run this call as it was edited? It does more than before."),
    { modal: true, detail: `${describe(edited, edited.arguments)}\n\n${added.join("\n")}` },
    run,
  );
  return answer === run;
}

function lineOf({ plan, state }: RunSession, index: number): string {
  const call = plan.calls[index];
  return call === undefined ? "" : describe(call, state.calls[index]?.editedArguments ?? call.arguments);
}

function describe(call: PlannedCall, args: JsonObject): string {
  const warning = call.destructive ? ` (${vscode.l10n.t("may destroy something")})` : "";
  const name = visibleName(`${call.source}/${call.toolName}`);
  return `${name}${warning}\n${visible(shorten(JSON.stringify(args), longestArguments))}`;
}
