import { rmSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ensureChromium, launchChromium } from "./chromium.mjs";
import { runCommand } from "./command.mjs";
import { findDesktopVscode, openDesktopVscode } from "./desktopVscode.mjs";
import { copyExample } from "./example.mjs";
import { cacheFolder, projectFolder } from "./project.mjs";
import { endAllProcesses, endProcessesOnEnding } from "./processes.mjs";
import { startVscodeServer } from "./vscodeServer.mjs";
import { workbenchAddress } from "./workbenchAddress.mjs";

const manifest = "quickstart.toolcalls.json";

/**
 * The example is copied, since it writes files; into a folder as deep as its own, so that its relative paths to the
 * project's packages hold.
 */
const workspace = join(cacheFolder, "quickstart");

/**
 * @typedef {object} DemoOptions
 * @property {string | undefined} screenshot Where to save a picture of the finished timeline, absolute; without it the demo is
 *   served until this process is ended.
 * @property {string} theme
 * @property {{ width: number, height: number }} size
 */

/**
 * Builds the extension and shows the quickstart run in VS Code.
 *
 * @param {DemoOptions} options
 */
export async function runDemo({ screenshot, theme, size }) {
  endProcessesOnEnding();
  await runCommand(process.execPath, ["esbuild.js"], { cwd: projectFolder });
  await rm(workspace, { recursive: true, force: true });
  await copyExample("quickstart", workspace);
  const code = screenshot === undefined ? findDesktopVscode() : undefined;
  if (code !== undefined) {
    await openDesktopVscode(code, workspace, join(workspace, manifest));
    console.log(`Opened in VS Code. Press the run button above ${manifest}, or right click on it in the explorer.`);
    return;
  }
  const chromium = await ensureChromium();
  const dataFolder = await mkdtemp(join(cacheFolder, "demo-"));
  process.on("exit", () => rmSync(dataFolder, { recursive: true, force: true }));
  const server = await startVscodeServer({ dataFolder, settings: { "workbench.colorTheme": theme } });
  await runQuickstart(chromium, server.origin, size, screenshot);
  if (screenshot === undefined) {
    console.log(`\nVS Code with the extension and the quickstart is at\n\n    ${address(server.origin)}\n`);
    console.log(`Press the run button above ${manifest}. Ctrl-C ends the demo.`);
    return;
  }
  console.log(`Saved ${screenshot}`);
  await endAllProcesses();
  process.exit(0);
}

/** @param {string} origin */
function address(origin) {
  return workbenchAddress(origin, workspace, { file: join(workspace, manifest) });
}

/**
 * Runs the quickstart as a person does, with a right click in the explorer, and waits until it has ended.
 *
 * @param {string} chromium
 * @param {string} origin
 * @param {{ width: number, height: number }} size
 * @param {string | undefined} screenshot
 */
async function runQuickstart(chromium, origin, size, screenshot) {
  const { Workbench } = await import("../test/e2e/workbench.ts");
  console.log("Running the quickstart in VS Code…");
  const browser = await launchChromium(chromium);
  try {
    const page = await browser.newPage({ viewport: size });
    const workbench = await Workbench.open(page, address(origin));
    await workbench.chooseInExplorer(manifest, "Run Tools in Parallel");
    const summary = workbench.notification(/\d+ calls, \d+ succeeded/);
    await summary.waitFor({ timeout: 120_000 });
    console.log(`Done: ${await summary.locator(".notification-list-item-message").innerText()}`);
    if (screenshot !== undefined) {
      // The run may be over before the panel has loaded.
      await workbench
        .panel()
        .getByText(/did not succeed|All succeeded/)
        .first()
        .waitFor();
      await mkdir(dirname(screenshot), { recursive: true });
      await page.screenshot({ path: screenshot });
    }
  } finally {
    await browser.close();
  }
}
