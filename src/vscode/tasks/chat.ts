import * as vscode from "vscode";
import { withSignal } from "../window/cancellation";
import { commandIds } from "../window/commandIds";
import type { Services } from "../runs/commands/services";
import { languageModel } from "./languageModel";
import type { TaskEnding, TaskEvent } from "../../node/tasks/taskEvents";
import { failedCalls } from "../../node/runs/retry";
import { readSetting } from "../window/settings";
import { StreamedText } from "../../node/runs/redaction/streamedText";
import { windowRedaction } from "../window/windowRedaction";
import { CitedText } from "../../node/tasks/calls/citedText";
import { ParallelTool } from "./parallelTool";
import type { TaskServices } from "./runTask";
import { parallelToolName } from "../../node/tasks/offering/toolChoice";

const participantId = "parallelTools.parallel";

/** Makes the tool and the participant with which chats reach this extension. */
export function registerChat(own: TaskServices, services: Services): vscode.Disposable {
  const participant = vscode.chat.createChatParticipant(participantId, (request, _context, response, token) =>
    answer(own, request, response, token),
  );
  participant.iconPath = new vscode.ThemeIcon("run-all");
  return vscode.Disposable.from(participant, vscode.lm.registerTool(parallelToolName, new ParallelTool(services)));
}

async function answer(
  { tasks, timeline }: TaskServices,
  { prompt, model }: vscode.ChatRequest,
  response: vscode.ChatResponseStream,
  token: vscode.CancellationToken,
): Promise<vscode.ChatResult> {
  if (!vscode.workspace.isTrusted)
    return failure(vscode.l10n.t("This workspace is not trusted, so no tool is run in it."));
  if (prompt.trim() === "")
    return failure(vscode.l10n.t("Say what is to be done, such as: @parallel which files use lodash?"));
  return withSignal(token, async (signal) => {
    try {
      const show = eventsShown(response);
      const request = { prompt, model: languageModel(model), mode: readSetting("task.mode"), emit: show };
      const { session, ended } = await tasks.start(request, signal);
      signal.addEventListener("abort", () => session.cancel(), { once: true });
      if (signal.aborted) session.cancel();
      if (readSetting("showTimeline") === "onRun") timeline.show(session, { preserveFocus: true });
      const ending = await ended;
      response.button({ command: commandIds.showTimeline, title: vscode.l10n.t("Show Timeline") });
      if (failedCalls(session.state).length > 0) {
        response.button({ command: commandIds.retryFailed, title: vscode.l10n.t("Retry Failed") });
      }
      return resultOf(ending, response);
    } catch (thrown) {
      if (signal.aborted) return {};
      throw thrown;
    }
  });
}

/** Streams what the model writes, and says what it is asked and which calls it makes. */
function eventsShown(response: vscode.ChatResponseStream): (event: TaskEvent) => void {
  const calls = new Set<string>();
  const text = new CitedText((id) => calls.has(id));
  const written = new StreamedText(windowRedaction);
  return (event) => {
    switch (event.type) {
      case "modelCallStarted":
        response.progress(purposeWords(event.purpose));
        return;
      case "modelCallDelayed":
        response.progress(windowRedaction.text(event.message));
        return;
      case "callAccepted":
        calls.add(event.id);
        response.progress(windowRedaction.text(vscode.l10n.t("Calling {0}", event.id)));
        return;
      case "textWritten":
        response.markdown(text.write(written.write(event.text)));
        return;
      case "modelCallEnded":
        response.markdown(`${text.write(written.end())}${text.end()}\n\n`);
        return;
      case "firstToken":
      case "callRejected":
      case "taskEnded":
    }
  };
}

function purposeWords(purpose: Extract<TaskEvent, { type: "modelCallStarted" }>["purpose"]): string {
  switch (purpose) {
    case "plan":
      return vscode.l10n.t("Planning");
    case "repair":
      return vscode.l10n.t("Mending the plan");
    case "answer":
      return vscode.l10n.t("Reading the results");
  }
}

function resultOf(ending: TaskEnding, response: vscode.ChatResponseStream): vscode.ChatResult {
  switch (ending.outcome) {
    case "failed":
      return failure(ending.failure.message);
    case "stopped":
      return failure(ending.reason);
    case "answered":
      if (ending.cutOff) response.markdown(vscode.l10n.t("*The answer was cut off by the model's length limit.*"));
      return {};
    case "planned":
    case "cancelled":
      return {};
  }
}

function failure(message: string): vscode.ChatResult {
  return { errorDetails: { message: windowRedaction.text(message) } };
}
