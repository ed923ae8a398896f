import * as vscode from "vscode";
import { failedCalls } from "../runs/retry";
import { retryCalls } from "./followRound";
import type { Services } from "./services";
import { requireTrust } from "./trust";

/** Retries what failed in the newest run, and what was skipped because of it. */
export async function retryFailed(services: Services): Promise<void> {
  const session = await services.runs.latest();
  const failed = session === undefined ? [] : failedCalls(session.state);
  if (session === undefined || failed.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t("No call of the last run has failed, so there is nothing to retry."),
    );
    return;
  }
  if (await requireTrust()) await retryCalls(services, session, failed);
}
