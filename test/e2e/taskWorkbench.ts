import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { onTestFinished } from "vitest";
import { cacheFolder, projectFolder } from "../../scripts/project.mjs";
import { startVscodeServer } from "../../scripts/vscodeServer.mjs";
import {
  startScriptedModel,
  type ReceivedBody,
  type ScriptedAnswer,
  type ScriptedModel,
} from "../fixtures/models/scriptedModel";
import { openFiles, type Files, type Session } from "./session";
import type { Workbench } from "./workbench";

export interface TaskSession extends Session {
  readonly model: ScriptedModel;
  /** The file that the tool `note` writes to, absolute; removed after the test. */
  readonly notes: string;
}

type Script = readonly ScriptedAnswer[] | ((body: ReceivedBody, turn: number) => ScriptedAnswer);

interface Surroundings {
  readonly files?: Files;
  /** Settings that no workspace can have, for which a server of its own is started. */
  readonly machineSettings?: Record<string, unknown>;
}

/** Opens a workspace with a server of words, and with a model that answers by a script. */
export async function openWithModel(
  script: Script,
  { files = {}, machineSettings }: Surroundings = {},
): Promise<TaskSession> {
  const model = await startScriptedModel(script, { tokensPerSecond: 40 });
  onTestFinished(() => model.close());
  const notes = join(tmpdir(), `notes-${String(process.pid)}-${String(Date.now())}.txt`);
  onTestFinished(() => rm(notes, { force: true }));
  const server = {
    command: process.execPath,
    args: [join(projectFolder, "test/fixtures/servers/words.mjs"), notes],
  };
  const allFiles = {
    ".vscode/mcp.json": JSON.stringify({ servers: { words: server } }),
    ".vscode/settings.json": JSON.stringify({
      "parallelTools.model.baseUrl": model.baseUrl,
      "parallelTools.model.name": "scripted",
      "parallelTools.model.pricePerMillionTokens": { input: 1, output: 2 },
    }),
    ...files,
  };
  const session = await openFiles(allFiles, machineSettings && (await startedWith(machineSettings)));
  return { ...session, model, notes };
}

/** The address of a server with these settings, which ends after the test. */
async function startedWith(settings: Record<string, unknown>): Promise<string> {
  const dataFolder = await mkdtemp(join(cacheFolder, "settings-"));
  onTestFinished(() => rm(dataFolder, { recursive: true, force: true }));
  const server = await startVscodeServer({ dataFolder, settings });
  onTestFinished(() => server.end());
  return server.origin;
}

/** Types a task into its box, as a person does. */
export async function runTask(workbench: Workbench, prompt: string): Promise<void> {
  await workbench.runCommand("Parallel Tools: Run a Task in Parallel…");
  const box = workbench.page.locator(".quick-input-widget:visible", { hasText: "Run a Task in Parallel" });
  await box.locator("input[type=text]").fill(prompt);
  await workbench.page.keyboard.press("Enter");
}

/** The list in which a plan is reviewed. */
export function reviewList(workbench: Workbench): Locator {
  return workbench.page.locator(".quick-input-widget:visible", { hasText: "Review the Plan" });
}

/** Ticks a call of a list, or takes its tick away. */
export async function tick(list: Locator, call: string): Promise<void> {
  const row = list.locator(".monaco-list-row", { hasText: call });
  await row.locator("input, .monaco-checkbox").first().click();
}
