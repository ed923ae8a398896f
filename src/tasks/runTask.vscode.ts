import * as vscode from "vscode";
import { commandIds } from "../commands/commandIds";
import { sourceOrMessage } from "../commands/preparing";
import { requireTrust } from "../commands/trust";
import { readSetting } from "../runs/settings.vscode";
import type { Timeline } from "../timeline/panel";
import { followTask, showProgress } from "./followTask.vscode";
import type { ModelChoice } from "./modelChoice.vscode";
import { askPrompt, type PromptHistory } from "./promptBox.vscode";
import type { StartedTask, TaskRequest, Tasks } from "./tasks.vscode";
import type { TaskTools } from "./taskTools.vscode";

/** What the commands of tasks work with; made once. */
export interface TaskServices {
  readonly tasks: Tasks;
  readonly choice: ModelChoice;
  readonly tools: TaskTools;
  readonly history: PromptHistory;
  readonly timeline: Timeline;
}

/** Runs a task that is asked for, or that stands in a file chosen in the explorer. Resolves when it has ended. */
export async function runTask(services: TaskServices, clicked?: unknown): Promise<void> {
  if (!(await requireTrust())) return;
  const prompt = clicked instanceof vscode.Uri ? await promptOfFile(clicked) : await askedPrompt(services);
  if (prompt !== undefined) await runPrompt(services, prompt);
}

/** Runs what is selected in the active editor as a task. */
export async function runSelectionAsTask(services: TaskServices): Promise<void> {
  if (!(await requireTrust())) return;
  const prompt = selectedText();
  if (prompt !== undefined) return runPrompt(services, prompt);
  void vscode.window.showInformationMessage(
    vscode.l10n.t("Nothing is selected. Select the text that says what is to be done, and run it again."),
  );
}

async function runPrompt(services: TaskServices, prompt: string): Promise<void> {
  const model = await services.choice.model();
  if (model === undefined) return;
  await services.history.add(prompt);
  const started = await startWithProgress(services.tasks, {
    prompt,
    model,
    mode: readSetting("task.mode"),
    answeringAgain: (session, ended) => void showProgress(session, ended),
  });
  if (started === undefined) return;
  await followTask(started, { timeline: services.timeline, runAgain: () => runPrompt(services, prompt) });
}

/** `undefined` when the user cancelled the look-up of tools. */
function startWithProgress(tasks: Tasks, request: TaskRequest): Thenable<StartedTask | undefined> {
  const title = vscode.l10n.t("Looking up tools");
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, cancellable: true, title },
    async (_progress, token) => {
      const abort = new AbortController();
      const subscription = token.onCancellationRequested(() => abort.abort());
      try {
        return await tasks.start(request, abort.signal);
      } catch (thrown) {
        if (abort.signal.aborted) return undefined;
        throw thrown;
      } finally {
        subscription.dispose();
      }
    },
  );
}

async function promptOfFile(uri: vscode.Uri): Promise<string | undefined> {
  const source = await sourceOrMessage(uri);
  if (source === undefined) return undefined;
  const text = source.document.getText().trim();
  if (text !== "") return text;
  void vscode.window.showErrorMessage(
    vscode.l10n.t("{0} is empty. Write in it what is to be done, and run it again.", source.title),
  );
  return undefined;
}

function selectedText(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  const text = editor?.document.getText(editor.selection).trim() ?? "";
  return text === "" ? undefined : text;
}

function askedPrompt({ choice, tools, history }: TaskServices): Promise<string | undefined> {
  const selected = selectedText();
  // A box has one line: what does not fit is for Run Selection as Task.
  const start = selected !== undefined && !selected.includes("\n") && selected.length <= 300 ? selected : "";
  return askPrompt(
    {
      history,
      summary: async () => {
        const model = (await choice.label()) ?? vscode.l10n.t("no model yet");
        const count = tools.patterns().length;
        const offered = count === 0 ? vscode.l10n.t("all tools") : vscode.l10n.t("chosen tools");
        return `${model} · ${readSetting("task.mode")} · ${offered}`;
      },
      chooseModel: () => choice.choose(),
      chooseTools: () => Promise.resolve(vscode.commands.executeCommand(commandIds.chooseTaskTools)),
      switchMode: () => switchMode(),
    },
    start,
  );
}

async function switchMode(): Promise<void> {
  const settings = vscode.workspace.getConfiguration("parallelTools");
  const other = readSetting("task.mode") === "plan" ? "agent" : "plan";
  const target =
    vscode.workspace.workspaceFolders === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  await settings.update("task.mode", other, target);
}
