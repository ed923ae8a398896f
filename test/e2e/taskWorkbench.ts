import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { onTestFinished } from "vitest";
import { projectFolder } from "../../scripts/project.mjs";
import {
  startScriptedModel,
  type ReceivedBody,
  type ScriptedAnswer,
  type ScriptedModel,
} from "../fixtures/models/scriptedModel";
import { openFiles, startOwnServer, type Files, type Session } from "./session";
import { enter, type Workbench } from "./workbench";

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
  const session = await openFiles(allFiles, machineSettings && (await startOwnServer(machineSettings)).origin);
  return { ...session, model, notes };
}

/** Types a task into its box, as a person does. */
export async function runTask(workbench: Workbench, prompt: string): Promise<void> {
  await workbench.runCommand("Parallel Tools: Run a Task in Parallel…");
  const box = workbench.page.locator(".quick-input-widget:visible", { hasText: "Run a Task in Parallel" });
  await enter(box.locator("input[type=text]"), prompt);
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
