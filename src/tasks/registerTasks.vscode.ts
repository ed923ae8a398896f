import * as vscode from "vscode";
import { commandIds } from "../commands/commandIds";
import type { Services } from "../commands/services";
import { requireTrust } from "../commands/trust";
import type { WindowEnvironment } from "../runs/environment.vscode";
import { readSetting } from "../runs/settings.vscode";
import { registerChat } from "./chat.vscode";
import { originOf } from "./endpoint";
import { ModelChoice } from "./modelChoice.vscode";
import { ModelKeys } from "./modelKeys.vscode";
import { PromptHistory } from "./promptBox.vscode";
import { runSelectionAsTask, runTask, type TaskServices } from "./runTask.vscode";
import { saveRun } from "./saveRun.vscode";
import { Tasks } from "./tasks.vscode";
import { TaskTools } from "./taskTools.vscode";

/** Makes the commands of tasks, and what chats can ask of this extension. */
export function registerTasks(
  context: vscode.ExtensionContext,
  services: Services,
  environment: WindowEnvironment,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const { redaction } = environment;
  const keys = new ModelKeys(context.secrets, redaction);
  const choice = new ModelChoice(context.workspaceState, keys);
  const tools = new TaskTools(context.workspaceState);
  const tasks = new Tasks({ runs: services.runs, approval: services.approval, tools, redaction, log });
  const history = new PromptHistory(context.workspaceState);
  const own: TaskServices = { tasks, choice, tools, history, timeline: services.timeline };
  const register = (id: string, action: (...args: unknown[]) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(id, action);
  return vscode.Disposable.from(
    register(commandIds.runTask, (clicked) => runTask(own, clicked)),
    register(commandIds.runSelectionAsTask, () => runSelectionAsTask(own)),
    register(commandIds.chooseModel, () => choice.choose()),
    register(commandIds.chooseTaskTools, async () => {
      if (await requireTrust()) await chooseTools(tasks, tools);
    }),
    register(commandIds.setModelKey, () => choice.changeKey()),
    register(commandIds.forgetModelKey, () => forgetKey(choice)),
    register(commandIds.saveRunAsManifest, () => saveLatest(services)),
    registerChat(own, services),
  );
}

async function chooseTools(tasks: Tasks, tools: TaskTools): Promise<void> {
  const abort = new AbortController();
  const prepared = await tasks.prepare(abort.signal);
  try {
    await tools.choose(prepared, abort.signal);
  } finally {
    await prepared.close();
  }
}

async function forgetKey(choice: ModelChoice): Promise<void> {
  const baseUrl = readSetting("model.baseUrl");
  const where = originOf(baseUrl) ?? baseUrl;
  const message = (await choice.forgetKey())
    ? vscode.l10n.t("Forgot the key for {0}. It is asked for again when it is needed.", where)
    : vscode.l10n.t("No key is kept for {0}.", where);
  void vscode.window.showInformationMessage(message);
}

async function saveLatest({ runs }: Services): Promise<void> {
  const session = await runs.latest();
  if (session !== undefined && session.plan.calls.length > 0) return saveRun(session);
  void vscode.window.showInformationMessage(vscode.l10n.t("There is no run with calls to save yet."));
}
