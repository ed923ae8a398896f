import * as vscode from "vscode";
import { remainingCalls } from "../../../node/runs/retry";
import type { RunSession } from "../../../node/runs/session";
import { saysElsewhere } from "../elsewhere";
import { retryCalls } from "../followRound";
import type { Services } from "./services";
import { requireTrust } from "../../window/trust";
import { showInformation, showWarning } from "../../window/messages";

/** Runs what was cancelled or cut off in the newest run, and what was skipped because of it. */
export async function resumeRun(services: Services): Promise<void> {
  const session = await services.runs.latest();
  if (session === undefined && (await saysElsewhere(services))) return;
  if (session === undefined || session.running || remainingCalls(session.state).length === 0) {
    void showInformation(
      vscode.l10n.t("No call of the last run was cancelled or cut off, so there is nothing to resume."),
    );
    return;
  }
  await resume(services, session);
}

/** The run whose interruption was told last, by id: it is told once. */
const toldKey = "interruptedRunTold";

/** Says that the newest run was cut off with its window or process, if it was, and what can be done. */
export async function tellOfInterruption(services: Services, memento: vscode.Memento): Promise<void> {
  await services.runs.tellOfUnreadable();
  const session = await services.runs.interrupted();
  if (session === undefined || memento.get(toldKey) === session.id) return;
  await memento.update(toldKey, session.id);
  const resumeIt = vscode.l10n.t("Resume Run");
  const show = vscode.l10n.t("Show Timeline");
  const { calls } = session.state;
  const done = calls.length - remainingCalls(session.state).length;
  const answer = await showWarning(
    vscode.l10n.t("{0} was interrupted: {1} of {2} calls had ended.", session.title, done, calls.length),
    resumeIt,
    show,
  );
  if (answer === show) services.timeline.show(session);
  if (answer === resumeIt) await resume(services, session);
}

async function resume(services: Services, session: RunSession): Promise<void> {
  if (await requireTrust()) await retryCalls(services, session, remainingCalls(session.state));
}
