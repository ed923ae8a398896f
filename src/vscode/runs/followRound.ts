import { availableParallelism } from "node:os";
import * as vscode from "vscode";
import { callNameAt } from "../../core/model/callName";
import { visibleName } from "../../core/model/text/visible";
import type { Refusal } from "../../node/runs/journal/writing/lease";
import type { RunSession } from "../../node/runs/session";
import { failedCalls, remainingCalls, unapprovedCalls } from "../../node/runs/retry";
import { confirmUnapproved } from "./approval/confirmUnapproved";
import { outcomeMessage, progressMessage } from "../words/outcomeMessage";
import { readSetting } from "../window/settings";
import type { Services } from "./commands/services";
import { showInformation, showProgress, showWarning } from "../window/messages";

/** Notifications are redrawn at most this often, in milliseconds: a flood of them would slow the window down. */
const progressEveryMs = 100;

/** Shows a round of a run from its start to its end: timeline, progress with Cancel, one message with what to do next. */
export async function followRound(
  services: Pick<Services, "timeline">,
  session: RunSession,
  round: Promise<void>,
): Promise<void> {
  if (readSetting("showTimeline") === "onRun") services.timeline.show(session, { preserveFocus: true });
  await showRoundProgress(session, round);
  if (session.refusal !== undefined) {
    void showWarning(refusalWords(session.title, session.refusal));
    return;
  }
  if (readSetting("showTimeline") === "onFailure" && failedCalls(session.state).length > 0) {
    services.timeline.show(session, { preserveFocus: true });
  }
  // Not awaited: the message stays until somebody presses a button, and the command is over.
  void showOutcome(services, session);
}

function refusalWords(title: string, refusal: Refusal): string {
  return refusal.kind === "notWritten"
    ? vscode.l10n.t("{0} cannot be gone on with, since the disk does not take what happens in it.", title)
    : vscode.l10n.t("Another window or process goes on with {0}. Show it again to see how it stands.", title);
}

async function showRoundProgress(session: RunSession, round: Promise<void>): Promise<void> {
  await showProgress(session.title, async (report, signal) => {
    const total = session.plan.calls.length;
    let reported = 0;
    const reportDone = (): void => {
      const done = session.state.calls.filter((call) => call.phase === "ended").length;
      report({ message: progressMessage(session.state), increment: ((done - reported) / total) * 100 });
      reported = done;
    };
    reportDone();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = session.subscribe((event) => {
      if (event.type !== "callEnded" || timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        reportDone();
      }, progressEveryMs);
    });
    signal.addEventListener("abort", () => session.cancel());
    try {
      await round;
    } finally {
      clearTimeout(timer);
      unsubscribe();
    }
  });
}

async function showOutcome(services: Pick<Services, "timeline">, session: RunSession): Promise<void> {
  const retry = vscode.l10n.t("Retry Failed");
  const remaining = vscode.l10n.t("Resume Run");
  const timeline = vscode.l10n.t("Show Timeline");
  const failed = failedCalls(session.state);
  const cancelled = remainingCalls(session.state);
  const buttons = [...(failed.length > 0 ? [retry] : []), ...(cancelled.length > 0 ? [remaining] : []), timeline];
  const message = outcomeMessage(session.plan, session.state, availableParallelism());
  const show = failed.length > 0 ? showWarning : showInformation;
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
  const chosen = await chooseRepeated(session, calls);
  if (chosen.length === 0) return;
  const unapproved = unapprovedCalls(session.plan, session.state, chosen);
  if (!(await confirmUnapproved(session, unapproved))) return;
  const round = session.retry(chosen);
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
  const unknown = doubtfulCalls(session, calls);
  const retry = vscode.l10n.t("Retry");
  return unknown.length === 0 || (await askToRepeat(session, unknown, [retry])) === retry;
}

/** The same, but where there are others these can be run alone. Gives the calls to run: none when it was cancelled. */
async function chooseRepeated(session: RunSession, calls: readonly number[]): Promise<readonly number[]> {
  const unknown = new Set(doubtfulCalls(session, calls));
  if (unknown.size === 0) return calls;
  const others = calls.filter((call) => !unknown.has(call));
  const retry = vscode.l10n.t("Retry");
  const leaveOut = vscode.l10n.t("Run Only the Others");
  const answer = await askToRepeat(session, [...unknown], others.length > 0 ? [retry, leaveOut] : [retry]);
  if (answer === leaveOut) return others;
  return answer === retry ? calls : [];
}

/** Those that may have changed something: they were cut off, or succeeded and what they returned is lost. */
function doubtfulCalls({ plan, state }: RunSession, calls: readonly number[]): readonly number[] {
  return calls.filter((index) => {
    const ending = state.calls[index]?.ending;
    if (ending?.outcome === "succeeded") return plan.calls[index]?.safety !== "readOnly";
    return ending?.outcomeUnknown === true;
  });
}

async function askToRepeat(
  { plan }: RunSession,
  calls: readonly number[],
  buttons: readonly string[],
): Promise<string | undefined> {
  const names = calls.map((index) => visibleName(callNameAt(plan.calls, index)));
  return showWarning(
    vscode.l10n.t("These calls may already have changed something: {0}. Retry them all the same?", names.join(", ")),
    {
      modal: true,
      detail: vscode.l10n.t(
        "They were cut off before their tool answered, or what it answered is lost, so a retry could make the same change twice.",
      ),
    },
    ...buttons,
  );
}
