import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, expect, inject, onTestFinished } from "vitest";
import { ensureChromium, launchChromium } from "../../scripts/chromium.mjs";
import { copyExample } from "../../scripts/example.mjs";
import { cacheFolder, outFolder } from "../../scripts/project.mjs";
import { startVscodeServer } from "../../scripts/vscodeServer.mjs";
import { workbenchAddress } from "../../scripts/workbenchAddress.mjs";
import { Workbench } from "./workbench";

/** A workbench on a workspace folder of its own. */
export interface Session {
  readonly workbench: Workbench;
  /** The workspace folder, absolute; it is removed after the test. */
  readonly folder: string;
}

/** A workspace's files by their paths; text, or bytes where it is not UTF-8. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

let browser: Promise<Browser> | undefined;

afterAll(async () => {
  const started = browser;
  browser = undefined;
  await (await started)?.close();
});

/** Opens a copy of one of the examples. `origin` is another server's than the one that all tests share. */
export async function openExample(name: string, origin = inject("origin")): Promise<Session> {
  const folder = await emptyFolder(name);
  await copyExample(name, folder);
  return openFolder(folder, origin);
}

/**
 * Opens a workspace with these files. `origin` is another server's than the one that all tests share; one for development
 * can have a further extension, which may use proposed API.
 */
export async function openFiles(
  files: Files,
  origin = inject("origin"),
  development?: { readonly extension: string },
): Promise<Session> {
  const folder = await emptyFolder("workspace");
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return openFolder(folder, origin, development);
}

/** A server that one test has for itself. */
export interface OwnServer {
  readonly origin: string;
  /** Where the runs of its windows are kept, absolute. */
  readonly runsFolder: string;
}

/** Starts a server with settings and kept runs of its own, which ends after the test. */
export async function startOwnServer(settings: Record<string, unknown> = {}): Promise<OwnServer> {
  const dataFolder = await mkdtemp(join(cacheFolder, "settings-"));
  onTestFinished(() => rm(dataFolder, { recursive: true, force: true }));
  const server = await startVscodeServer({ dataFolder, settings });
  onTestFinished(() => server.end());
  return { origin: server.origin, runsFolder: join(dataFolder, "state", "parallel-tools", "runs") };
}

/** Opens a window without a folder, with one file in it. */
export async function openWithoutFolder(origin: string, file: string): Promise<Workbench> {
  return openWindow(workbenchAddress(origin, undefined, { file }));
}

/** Next to the examples in depth, so that their relative paths to the project's packages hold. */
export async function emptyFolder(name: string): Promise<string> {
  await mkdir(cacheFolder, { recursive: true });
  const folder = await mkdtemp(join(cacheFolder, `${name}-`));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function openFolder(
  folder: string,
  origin: string,
  development?: { readonly extension: string },
): Promise<Session> {
  const workbench = await openWindow(workbenchAddress(origin, folder, development && { development }));
  return { workbench, folder };
}

/**
 * Opens a window in a browser context of its own, which keeps the window's state over reloads. After the test the window
 * is closed; the test fails if the extension or a panel had trouble that no person would have seen.
 */
async function openWindow(address: string): Promise<Workbench> {
  browser ??= ensureChromium().then(launchChromium);
  const context = await (await browser).newContext({ viewport: { width: 1600, height: 1000 } });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") {
      const picture = join(outFolder, "e2e", `${task.name.replaceAll(/[^\w-]+/g, "-")}.png`);
      await page.screenshot({ path: picture }).catch(() => undefined);
    }
    await page.close();
    await context.close();
  });
  const workbench = await Workbench.open(page, address);
  onTestFinished(() => {
    expect(workbench.troubles).toEqual([]);
  });
  return workbench;
}
