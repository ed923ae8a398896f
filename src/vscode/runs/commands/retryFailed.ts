import * as vscode from "vscode";
import { failedCalls, remainingCalls } from "../../../node/runs/retry";
import { saysElsewhere } from "../elsewhere";
import { retryCalls } from "../followRound";
import { resumeRun } from "./resumeRun";
import type { Services } from "./services";
import { requireTrust } from "../../window/trust";
import { showInformation } from "../../window/messages";

/** Retries what failed in the newest run, and what was skipped because of it. */
export async function retryFailed(services: Services): Promise<void> {
  const session = await services.runs.latest();
  if (session === undefined && (await saysElsewhere(services))) return;
  const failed = session === undefined ? [] : failedCalls(session.state);
  const cancelled = session === undefined ? 0 : remainingCalls(session.state).length;
  if (failed.length === 0 && cancelled > 0) {
    await offerToResume(services, cancelled);
    return;
  }
  if (session === undefined || failed.length === 0) {
    void showInformation(vscode.l10n.t("No call of the last run has failed, so there is nothing to retry."));
    return;
  }
  if (await requireTrust()) await retryCalls(services, session, failed);
}

async function offerToResume(services: Services, cancelled: number): Promise<void> {
  const resume = vscode.l10n.t("Resume Run");
  const message =
    cancelled === 1
      ? vscode.l10n.t("No call of the last run has failed, but 1 was cancelled.")
      : vscode.l10n.t("No call of the last run has failed, but {0} were cancelled.", cancelled);
  if ((await showInformation(message, resume)) === resume) await resumeRun(services);
}
