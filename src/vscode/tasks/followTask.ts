import { availableParallelism } from "node:os";
import * as vscode from "vscode";
import { commandIds } from "../window/commandIds";
import { retryCalls } from "../runs/followRound";
import { outcomeMessage } from "../words/outcomeMessage";
import { visible, visibleName } from "../../core/model/text/visible";
import type { TaskEnding } from "../../node/tasks/taskEvents";
import { failedCalls } from "../../node/runs/retry";
import type { RunSession } from "../../node/runs/session";
import { readSetting } from "../window/settings";
import type { Timeline } from "../timeline/panel";
import type { StartedTask } from "./tasks";
import { showError, showInformation, showProgress, showWarning } from "../window/messages";

export interface FollowOptions {
  readonly timeline: Timeline;
  /** Runs the same task from its beginning. */
  readonly runAgain: () => Promise<void>;
}

/** Shows a task from its start to its end: the timeline, progress with Cancel, one message with what to do next. */
export async function followTask(started: StartedTask, options: FollowOptions): Promise<void> {
  const { session, leftOut, missing } = started;
  if (readSetting("showTimeline") === "onRun") options.timeline.show(session, { preserveFocus: true });
  tellWhatIsMissing(leftOut, missing);
  await showTaskProgress(session, started.ended);
  if (readSetting("showTimeline") === "onFailure" && failedCalls(session.state).length > 0) {
    options.timeline.show(session, { preserveFocus: true });
  }
  // Not awaited: the message stays until somebody presses a button, and the command is over.
  void started.ended.then((ending) => tellEnding(session, ending, options));
}

/** Shows that the model is at work, with Cancel. */
export async function showTaskProgress(session: RunSession, ended: Promise<unknown>): Promise<void> {
  await showProgress(session.title, async (report, signal) => {
    const reportWords = (): void => report({ message: progressWords(session) });
    reportWords();
    const unsubscribe = session.task?.subscribe(reportWords);
    const unsubscribeCalls = session.subscribe(({ type }) => {
      if (type === "callEnded") reportWords();
    });
    signal.addEventListener("abort", () => session.cancel());
    try {
      await ended;
    } finally {
      unsubscribe?.();
      unsubscribeCalls();
    }
  });
}

function progressWords({ task, state }: RunSession): string {
  const newest = task?.state.modelCalls.at(-1);
  if (newest?.delayed !== undefined) return newest.delayed.message;
  if (newest !== undefined && newest.endedAtMs === undefined) {
    if (newest.firstTokenAtMs === undefined) return vscode.l10n.t("waiting for the model");
    return newest.purpose === "answer" ? vscode.l10n.t("the model answers") : vscode.l10n.t("the model plans");
  }
  const done = state.calls.filter(({ ending }) => ending !== undefined).length;
  return vscode.l10n.t("{0} of {1} calls done", done, state.calls.length);
}

const mostNames = 6;

function tellWhatIsMissing(leftOut: StartedTask["leftOut"], missing: StartedTask["missing"]): void {
  const words = [
    ...(leftOut.length === 0
      ? []
      : [
          vscode.l10n.t(
            "Models take at most 128 tools, so {0} were left out: {1}.",
            leftOut.length,
            [...leftOut.slice(0, mostNames).map(visibleName), ...(leftOut.length > mostNames ? ["…"] : [])].join(", "),
          ),
        ]),
    ...missing.map(({ source, reason }) =>
      vscode.l10n.t('Tools of "{0}" are missing: {1}', visibleName(source), visible(reason)),
    ),
  ];
  if (words.length === 0) return;
  const choose = vscode.l10n.t("Choose Tools");
  void showWarning(words.join(" "), choose).then((answer) => {
    if (answer === choose) void vscode.commands.executeCommand(commandIds.chooseTaskTools);
  });
}

async function tellEnding(session: RunSession, ending: TaskEnding, options: FollowOptions): Promise<void> {
  const show = vscode.l10n.t("Show Timeline");
  const retry = vscode.l10n.t("Retry Failed");
  const again = vscode.l10n.t("Run Again");
  const model = vscode.l10n.t("Choose Model");
  const key = vscode.l10n.t("Set Key");
  const answer = await message();
  switch (answer) {
    case undefined:
      return;
    case show:
      options.timeline.show(session);
      return;
    case retry:
      return retryCalls(options, session, failedCalls(session.state));
    case again:
      return options.runAgain();
    case model:
      if (await vscode.commands.executeCommand<boolean>(commandIds.chooseModel)) await options.runAgain();
      return;
    case key:
      if (await vscode.commands.executeCommand<boolean>(commandIds.setModelKey)) await options.runAgain();
  }

  function message(): Thenable<string | undefined> {
    const { plan, state } = session;
    const failed = failedCalls(state).length > 0;
    const calls = outcomeMessage(plan, state, availableParallelism());
    switch (ending.outcome) {
      case "failed": {
        const first = ending.failure.kind === "auth" ? key : model;
        return showError(visible(ending.failure.message), first, again, show);
      }
      case "stopped":
        return showWarning(visible(ending.reason), again, show);
      case "cancelled":
        return showInformation(vscode.l10n.t("The task was cancelled."), again, show);
      case "answered":
      case "planned":
        if (plan.calls.length === 0) return showInformation(vscode.l10n.t("Answered without any call."), show);
        return failed
          ? showWarning(vscode.l10n.t("Answered. {0}", calls), retry, show)
          : showInformation(vscode.l10n.t("Answered. {0}", calls), show);
    }
  }
}
