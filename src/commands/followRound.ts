import { availableParallelism } from "node:os";
import * as vscode from "vscode";
import type { RunSession } from "../runs/session";
import { failedCalls, remainingCalls, unapprovedCalls } from "../runs/retry";
import { confirmUnapproved } from "./confirmUnapproved";
import { outcomeMessage, progressMessage } from "./outcomeMessage";
import { readSetting } from "../runs/settings.vscode";
import type { Services } from "./services";

/** Notifications are redrawn at most this often, in milliseconds: a flood of them would slow the window down. */
const progressEveryMs = 100;

/** Shows a round of a run from its start to its end: timeline, progress with Cancel, one message with what to do next. */
export async function followRound(
  services: Pick<Services, "timeline">,
  session: RunSession,
  round: Promise<void>,
): Promise<void> {
  if (readSetting("showTimeline") === "onRun") services.timeline.show(session, { preserveFocus: true });
  await showProgress(session, round);
  if (readSetting("showTimeline") === "onFailure" && failedCalls(session.state).length > 0) {
    services.timeline.show(session, { preserveFocus: true });
  }
  // Not awaited: the message stays until somebody presses a button, and the command is over.
  void showOutcome(services, session);
}

async function showProgress(session: RunSession, round: Promise<void>): Promise<void> {
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, cancellable: true, title: session.title },
    async (progress, token) => {
      const total = session.plan.calls.length;
      let reported = 0;
      const report = (): void => {
        const done = session.state.calls.filter((call) => call.phase === "ended").length;
        progress.report({ message: progressMessage(session.state), increment: ((done - reported) / total) * 100 });
        reported = done;
      };
      report();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const unsubscribe = session.subscribe((event) => {
        if (event.type !== "callEnded" || timer !== undefined) return;
        timer = setTimeout(() => {
          timer = undefined;
          report();
        }, progressEveryMs);
      });
      const subscription = token.onCancellationRequested(() => session.cancel());
      try {
        await round;
      } finally {
        clearTimeout(timer);
        unsubscribe();
        subscription.dispose();
      }
    },
  );
}

async function showOutcome(services: Pick<Services, "timeline">, session: RunSession): Promise<void> {
  const retry = vscode.l10n.t("Retry Failed");
  const remaining = vscode.l10n.t("Run Remaining");
  const timeline = vscode.l10n.t("Show Timeline");
  const failed = failedCalls(session.state);
  const cancelled = remainingCalls(session.state);
  const buttons = [...(failed.length > 0 ? [retry] : cancelled.length > 0 ? [remaining] : []), timeline];
  const message = outcomeMessage(session.plan, session.state, availableParallelism());
  const show = failed.length > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  const answer = await show(message, ...buttons);
  if (answer === timeline) services.timeline.show(session);
  if (answer === retry) await retryCalls(services, session, failedCalls(session.state));
  if (answer === remaining) await retryCalls(services, session, remainingCalls(session.state));
}

/**
 * Runs these calls again, and those skipped because of them, in the same run; asks first about calls that nobody has
 * approved, and where it may repeat a change.
 */
export async function retryCalls(
  services: Pick<Services, "timeline">,
  session: RunSession,
  calls: readonly number[],
): Promise<void> {
  if (calls.length === 0 || !(await session.provideInputs())) return;
  const unapproved = unapprovedCalls(session.plan, session.state, calls);
  if (!(await confirmUnapproved(session, unapproved)) || !(await confirmRepeat(session, calls))) return;
  const round = session.retry(calls);
  session.approve(unapproved, "allow");
  await followRetry(services, session, round);
}

/** Shows a round in which calls are retried; a task is then answered anew. */
export async function followRetry(
  services: Pick<Services, "timeline">,
  session: RunSession,
  round: Promise<void>,
): Promise<void> {
  await followRound(services, session, round);
  await session.task?.answerAgain?.();
}

/** Asks before calls are repeated that may have changed something; true where none has. */
export async function confirmRepeat(session: RunSession, calls: readonly number[]): Promise<boolean> {
  const unknown = calls.filter((index) => {
    const ending = session.state.calls[index]?.ending;
    return ending !== undefined && ending.outcome !== "succeeded" && ending.outcomeUnknown === true;
  });
  if (unknown.length === 0) return true;
  const names = unknown.map((index) => session.plan.calls[index]).map((call) => call?.id ?? call?.tool ?? "");
  const retry = vscode.l10n.t("Retry");
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t("These calls may already have changed something: {0}. Retry them all the same?", names.join(", ")),
    {
      modal: true,
      detail: vscode.l10n.t(
        "They were cut off before their tool answered, so a retry could make the same change twice.",
      ),
    },
    retry,
  );
  return answer === retry;
}
