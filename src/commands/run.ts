import * as vscode from "vscode";
import { readSetting } from "../runs/settings.vscode";
import { askApproval, callsToApprove } from "./approval";
import { followRound } from "./followRound";
import { prepareWithProgress, reportErrors, sourceOrMessage } from "./preparing";
import type { Services } from "./services";
import type { Source } from "./source";
import { requireTrust } from "./trust";

/**
 * Runs the calls of the active editor, or of the files chosen in the explorer, one file after another as runs of their
 * own. Resolves when the last of them has ended; a dismissed question or a cancelled look-up ends it early.
 */
export async function run(services: Services, clicked?: unknown, selected?: unknown): Promise<void> {
  if (!(await requireTrust())) return;
  for (const uri of chosenFiles(clicked, selected)) {
    const source = await sourceOrMessage(uri);
    if (source !== undefined && (await runSource(services, source)) === "dismissed") return;
  }
}

/** `undefined` stands for the active editor: its own menus pass the document's URI, and its selection counts. */
function chosenFiles(clicked: unknown, selected: unknown): readonly (vscode.Uri | undefined)[] {
  if (!(clicked instanceof vscode.Uri)) return [undefined];
  const isUri = (each: unknown): each is vscode.Uri => each instanceof vscode.Uri;
  const chosen = Array.isArray(selected) ? selected.filter(isUri) : [];
  if (chosen.length > 0) return chosen;
  const active = vscode.window.activeTextEditor?.document.uri;
  return clicked.toString() === active?.toString() ? [undefined] : [clicked];
}

async function runSource(services: Services, source: Source): Promise<"dismissed" | "done"> {
  const prepared = await prepareWithProgress(services.runs, source);
  if (prepared?.inputsProvided !== true) {
    await prepared?.close();
    return "dismissed";
  }
  services.problems.show(source.document, prepared.problems);
  if (prepared.problems.some((problem) => problem.severity === "error")) {
    await prepared.close();
    void reportErrors(source, prepared);
    return "done";
  }

  const origin = prepared.native && source.within === undefined ? "ownManifest" : "pasted";
  const toApprove = callsToApprove(prepared.plan, origin, readSetting("approval", source.document.uri));
  const allowed = toApprove.length === 0 ? new Set<number>() : await askApproval(prepared.plan.calls);
  if (allowed === undefined) {
    await prepared.close();
    return "dismissed";
  }

  const asked = toApprove.length === 0 ? [] : prepared.plan.calls.map((call) => call.index);
  const session = services.runs.begin(prepared, source, new Set(asked));
  const round = session.start();
  session.approve([...allowed], "allow");
  session.approve(
    asked.filter((call) => !allowed.has(call)),
    "deny",
  );
  await followRound(services, session, round);
  return "done";
}
