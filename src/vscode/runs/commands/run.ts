import * as vscode from "vscode";
import type { Prepared } from "../../../node/runs/prepare";
import { readSetting } from "../../window/settings";
import { askApproval, isAllowedIn, type Approval } from "../approval/approval";
import { callsToApprove } from "../approval/approvalRules";
import { freeOrder } from "./freeOrder";
import { followRound } from "../followRound";
import { prepareWithProgress, reportErrors, sourceOrMessage } from "../preparing";
import { placedOrders } from "../placedOrders";
import type { Services } from "./services";
import type { Source } from "../source";
import { requireTrust } from "../../window/trust";

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
  services.problems.show(source.document, prepared.problems, placedOrders(prepared));
  if (prepared.problems.some((problem) => problem.severity === "error")) {
    await prepared.close();
    void reportErrors(source, prepared);
    return "done";
  }

  const approval = await approvalOf(services, source, prepared);
  if (approval === undefined) {
    await prepared.close();
    return "dismissed";
  }
  const denied = approval.prepared.plan.calls.map(({ index }) => index).filter((call) => !approval.allowed.has(call));
  const session = services.runs.begin(approval.prepared, {
    title: source.title,
    source,
    awaitingApproval: new Set(denied),
  });
  const round = session.start();
  session.approve(denied, "deny");
  await followRound(services, session, round);
  return "done";
}

async function approvalOf(
  services: Services,
  source: Source,
  prepared: Prepared,
): Promise<Approval<Prepared> | undefined> {
  const { document } = source;
  const { approval } = services;
  const mode = readSetting("approval", document.uri);
  const toApprove = callsToApprove(prepared.plan, mode, (call) => isAllowedIn(approval.allowedTools, prepared, call));
  if (toApprove.length === 0) return { prepared, allowed: new Set(prepared.plan.calls.map(({ index }) => index)) };
  return askApproval(approval, prepared, {
    free: (freeing) => freeOrder(services.keptState, freeing, source.within === undefined ? document : undefined),
  });
}
