import * as vscode from "vscode";
import { commandIds } from "../window/commandIds";
import type { Services } from "../runs/commands/services";
import { requireTrust } from "../window/trust";
import type { WindowEnvironment } from "../runs/windowEnvironment";
import { readSetting } from "../window/settings";
import type { WindowLog } from "../window/windowLog";
import { registerChat } from "./chat";
import { originOf } from "../../node/tasks/models/endpoint";
import { ModelChoice } from "./modelChoice";
import { ModelKeys } from "./modelKeys";
import { PromptHistory } from "./promptBox";
import { runSelectionAsTask, runTask, type TaskServices } from "./runTask";
import { saveRun } from "./saveRun";
import { Tasks } from "./tasks";
import { TaskTools } from "./taskTools";
import { showInformation } from "../window/messages";

/** Makes the commands of tasks, and what chats can ask of this extension. */
export function registerTasks(
  context: vscode.ExtensionContext,
  services: Services,
  environment: WindowEnvironment,
  log: WindowLog,
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
  void showInformation(message);
}

async function saveLatest({ runs }: Services): Promise<void> {
  const session = await runs.latest();
  if (session !== undefined && session.plan.calls.length > 0) return saveRun(session);
  void showInformation(vscode.l10n.t("There is no run with calls to save yet."));
}
