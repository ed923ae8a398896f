import * as vscode from "vscode";
import { act } from "./vscode/runs/act";
import { cancel } from "./vscode/runs/commands/cancel";
import { ArgumentsEditor } from "./vscode/runs/argumentsEditor";
import { check } from "./vscode/runs/commands/check";
import { commandIds } from "./vscode/window/commandIds";
import { copyResults } from "./vscode/runs/commands/copyResults";
import { editAndRetry } from "./vscode/runs/commands/editAndRetry";
import { forgetInputs, manageAllowedTools } from "./vscode/runs/commands/manageAllowedTools";
import { resumeRun, tellOfInterruption } from "./vscode/runs/commands/resumeRun";
import { retryFailed } from "./vscode/runs/commands/retryFailed";
import { run } from "./vscode/runs/commands/run";
import type { Services } from "./vscode/runs/commands/services";
import { registerServerCommands } from "./vscode/runs/commands/servers";
import { showTimeline } from "./vscode/runs/commands/showTimeline";
import { offerFreeing } from "./vscode/editing/freeingActions";
import { watchManifests } from "./vscode/editing/liveDiagnostics";
import { ProblemReporter } from "./vscode/editing/problemReporter";
import { AllowedTools } from "./vscode/window/allowedTools";
import { WindowEnvironment } from "./vscode/runs/windowEnvironment";
import { Runs } from "./vscode/runs/runs";
import { runsFolder } from "./node/runs/journal/stateFolder";
import { readSetting } from "./vscode/window/settings";
import { WindowLog } from "./vscode/window/windowLog";
import { registerTasks } from "./vscode/tasks/registerTasks";
import { registerToolsView } from "./vscode/tools/view/registerToolsView";
import { createTimeline } from "./vscode/timeline/panel";
import { firstFolder } from "./vscode/window/workspace";

let closeAll: (() => Promise<unknown>) | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = new WindowLog();
  const environment = new WindowEnvironment(context, log);
  const problems = new ProblemReporter();
  const runs = new Runs({
    runsFolder: runsFolder(),
    folder: vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, "runs").fsPath,
    workspace: (vscode.workspace.workspaceFile ?? firstFolder()?.uri)?.toString(),
    log,
    environmentOf: (document) => environment.environmentOf(document),
    redaction: environment.redaction,
    keepRuns: () => readSetting("keepRuns"),
    syncRuns: () => readSetting("syncRuns"),
  });
  const viewed = runs.viewed((id) => void timeline.showAgain(id));
  const timeline = createTimeline(context, viewed, (shown, intent) => act(services, shown, intent));
  const allowedTools = new AllowedTools(context.workspaceState);
  const argumentsEditor = new ArgumentsEditor();
  const { keptState } = environment;
  const approval = {
    allowedTools,
    keptState,
    argumentsEditor,
    redaction: environment.redaction,
    durations: runs.durations,
  };
  const services: Services = { runs, viewed, timeline, problems, approval, keptState };
  const tools = registerToolsView({
    allowedTools,
    keptState,
    redaction: environment.redaction,
    environmentOf: (document) => environment.environmentOf(document),
  });
  closeAll = () => Promise.all([runs.close(), viewed.close(), tools.close()]);

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
    offerFreeing(problems),
    watchManifests((document) => runs.quickProblems(document), problems),
    vscode.commands.registerCommand(commandIds.run, (clicked, selected) => run(services, clicked, selected)),
    vscode.commands.registerCommand(commandIds.check, () => check(services)),
    vscode.commands.registerCommand(commandIds.retryFailed, () => retryFailed(services)),
    vscode.commands.registerCommand(commandIds.resumeRun, () => resumeRun(services)),
    vscode.commands.registerCommand(commandIds.editAndRetry, () => editAndRetry(services)),
    vscode.commands.registerCommand(commandIds.cancel, () => cancel(services)),
    vscode.commands.registerCommand(commandIds.copyResults, () => copyResults(services)),
    vscode.commands.registerCommand(commandIds.showTimeline, () => showTimeline(services)),
    vscode.commands.registerCommand(commandIds.showLog, () => log.show()),
    vscode.commands.registerCommand(commandIds.manageAllowedTools, () => manageAllowedTools(allowedTools)),
    vscode.commands.registerCommand(commandIds.forgetInputs, () => forgetInputs(environment.inputs)),
  );

  void tellOfInterruption(services, context.workspaceState);
}

/** Servers and processes end with the window. */
export async function deactivate(): Promise<void> {
  await closeAll?.();
}
