import * as vscode from "vscode";
import { commandIds } from "../window/commandIds";
import { sourceOrMessage } from "../runs/preparing";
import { requireTrust } from "../window/trust";
import { readSetting } from "../window/settings";
import type { Timeline } from "../timeline/panel";
import { followTask, showTaskProgress } from "./followTask";
import type { ModelChoice } from "./modelChoice";
import { askPrompt, type PromptHistory } from "./promptBox";
import type { StartedTask, TaskRequest, Tasks } from "./tasks";
import type { TaskTools } from "./taskTools";
import { showError, showInformation, showUnlessCancelled } from "../window/messages";

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
  void showInformation(
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
    answeringAgain: (session, ended) => void showTaskProgress(session, ended),
  });
  if (started === undefined) return;
  await followTask(started, { timeline: services.timeline, runAgain: () => runPrompt(services, prompt) });
}

/** `undefined` when the user cancelled the look-up of tools. */
function startWithProgress(tasks: Tasks, request: TaskRequest): Promise<StartedTask | undefined> {
  return showUnlessCancelled(vscode.l10n.t("Looking up tools"), (signal) => tasks.start(request, signal));
}

async function promptOfFile(uri: vscode.Uri): Promise<string | undefined> {
  const source = await sourceOrMessage(uri);
  if (source === undefined) return undefined;
  const text = source.document.getText().trim();
  if (text !== "") return text;
  void showError(vscode.l10n.t("{0} is empty. Write in it what is to be done, and run it again.", source.title));
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
