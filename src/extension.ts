import * as vscode from "vscode";
import { cancel } from "./commands/cancel";
import { ArgumentsEditor } from "./commands/argumentsEditor";
import { check } from "./commands/check";
import { commandIds } from "./commands/commandIds";
import { copyResults } from "./commands/copyResults";
import { editAndRetry, editAndRetryCall } from "./commands/editAndRetry";
import { retryCalls } from "./commands/followRound";
import { forgetInputs, manageAllowedTools } from "./commands/manageAllowedTools";
import { openCall } from "./commands/openCall";
import { retryFailed } from "./commands/retryFailed";
import { run } from "./commands/run";
import type { Services } from "./commands/services";
import { registerServerCommands } from "./commands/servers";
import { showTimeline } from "./commands/showTimeline";
import { requireTrust } from "./commands/trust";
import { watchManifests } from "./editor/liveDiagnostics";
import { ProblemReporter } from "./editor/problemReporter";
import { AllowedTools } from "./runs/allowedTools.vscode";
import { WindowEnvironment } from "./runs/environment.vscode";
import { Runs } from "./runs/runs.vscode";
import { readSetting } from "./runs/settings.vscode";
import { registerTasks } from "./tasks/registerTasks.vscode";
import { registerToolsView } from "./toolsView/registerToolsView";
import { createTimeline } from "./timeline/panel";

let closeAll: (() => Promise<unknown>) | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Parallel Tools", { log: true });
  const environment = new WindowEnvironment(context, log);
  const problems = new ProblemReporter();
  const runs = new Runs({
    folder: vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, "runs").fsPath,
    log,
    environmentOf: (document) => environment.of(document),
    redaction: environment.redaction,
    keepRuns: () => readSetting("keepRuns"),
  });
  const timeline = createTimeline(context, runs, {
    openSource: (shown, call) => openCall(runs, shown.id, call),
    retry: async (shown, calls) => {
      const session = await runs.get(shown.id);
      if (session && (await requireTrust())) await retryCalls(services, session, calls);
    },
    editAndRetry: async (shown, call) => {
      const session = await runs.get(shown.id);
      if (session) await editAndRetryCall(services, session, call);
    },
  });
  const allowedTools = new AllowedTools(context.workspaceState);
  const argumentsEditor = new ArgumentsEditor();
  const approval = { allowedTools, argumentsEditor, redaction: environment.redaction };
  const services: Services = { runs, timeline, problems, approval };
  const tools = registerToolsView({ allowedTools, environmentOf: (document) => environment.of(document) });
  closeAll = () => Promise.all([runs.close(), tools.close()]);

  context.subscriptions.push(
    log,
    environment,
    problems,
    runs,
    timeline,
    argumentsEditor,
    tools,
    registerServerCommands(environment.mcp),
    registerTasks(context, services, environment, log),
    watchManifests((document) => runs.quickProblems(document), problems),
    vscode.commands.registerCommand(commandIds.run, (clicked, selected) => run(services, clicked, selected)),
    vscode.commands.registerCommand(commandIds.check, () => check(services)),
    vscode.commands.registerCommand(commandIds.retryFailed, () => retryFailed(services)),
    vscode.commands.registerCommand(commandIds.editAndRetry, () => editAndRetry(services)),
    vscode.commands.registerCommand(commandIds.cancel, () => cancel(services)),
    vscode.commands.registerCommand(commandIds.copyResults, () => copyResults(services)),
    vscode.commands.registerCommand(commandIds.showTimeline, () => showTimeline(services)),
    vscode.commands.registerCommand(commandIds.showLog, () => log.show()),
    vscode.commands.registerCommand(commandIds.manageAllowedTools, () => manageAllowedTools(allowedTools)),
    vscode.commands.registerCommand(commandIds.forgetInputs, () => forgetInputs(environment.inputs)),
  );
}

/** Servers and processes end with the window. */
export async function deactivate(): Promise<void> {
  await closeAll?.();
}
