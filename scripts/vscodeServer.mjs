import { createServer } from "node:net";
import { readFileSync } from "node:fs";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { projectFolder } from "./project.mjs";
import { endProcess, startProcess } from "./processes.mjs";
import { ensureVscodeServer } from "./vscodeInstall.mjs";

/**
 * A server of VS Code's that runs. `origin` is where its pages are.
 *
 * @typedef {{ origin: string, pid: number, log: () => string, end: () => Promise<void> }} VscodeServer
 */

/** What a person who starts VS Code for the first time would be asked or shown, and no demo or test is about. */
const quietSettings = {
  "git.enabled": false,
  "chat.disableAIFeatures": true,
  "extensions.ignoreRecommendations": true,
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
  "telemetry.telemetryLevel": "off",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

/**
 * Starts VS Code's server, with this project's extension installed, on a free port of this machine alone, and waits
 * until it answers. Rejects, with what the server said, when it does not within a minute.
 *
 * @param {object} options
 * @param {string} options.dataFolder Where it keeps its data and extensions; made when it is missing.
 * @param {boolean} [options.forTests] Whether its pages obey a payload that names tests to run. They then show no toasts.
 * @param {boolean} [options.forDevelopment] Whether they obey one that names a further extension, without toasts, too.
 * @param {boolean} [options.trusted] False for workspaces that nobody has trusted yet.
 * @param {Record<string, unknown>} [options.settings]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @returns {Promise<VscodeServer>}
 */
export async function startVscodeServer({
  dataFolder,
  forTests = false,
  forDevelopment = false,
  trusted = true,
  settings = {},
  env = process.env,
}) {
  const script = await ensureVscodeServer();
  await mkdir(join(dataFolder, "Machine"), { recursive: true });
  await writeFile(join(dataFolder, "Machine", "settings.json"), JSON.stringify({ ...quietSettings, ...settings }));
  const extensionsFolder = join(dataFolder, "extensions");
  // A server for tests gets the extension with each page instead.
  if (!forTests) await linkExtension(extensionsFolder);
  const port = await freePort();
  const child = startProcess(
    process.execPath,
    [
      script,
      ...["--host", "127.0.0.1", "--port", String(port), "--without-connection-token"],
      ...["--accept-server-license-terms", "--disable-telemetry"],
      ...(forTests || forDevelopment ? ["--enable-smoke-test-driver"] : []),
      ...["--user-data-dir", dataFolder, "--extensions-dir", extensionsFolder],
      // A closed page never comes back to its old connection: its extension host may end at once.
      ...["--reconnection-grace-time", "2"],
      ...(trusted ? ["--disable-workspace-trust"] : []),
    ],
    // Runs are kept with the rest of this server's data.
    { env: { ...env, XDG_STATE_HOME: join(dataFolder, "state") }, output: "pipe" },
  );
  let log = "";
  const keep = (/** @type {Buffer} */ chunk) => {
    log = (log + chunk.toString()).slice(-100_000);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  const origin = `http://127.0.0.1:${String(port)}`;
  try {
    await answering(origin, child);
  } catch (cause) {
    await endProcess(child);
    throw new Error(`VS Code's server did not start:\n${log}`, { cause });
  }
  return { origin, pid: child.pid ?? 0, log: () => log, end: () => endProcess(child) };
}

/** @param {string} extensionsFolder */
async function linkExtension(extensionsFolder) {
  const { publisher, name, version } = JSON.parse(readFileSync(join(projectFolder, "package.json"), "utf8"));
  const link = join(extensionsFolder, `${publisher}.${name}-${version}`);
  await mkdir(extensionsFolder, { recursive: true });
  await rm(link, { force: true });
  await symlink(projectFolder, link, "junction");
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error("The system gave no free port."));
      });
    });
  });
}

/**
 * @param {string} origin
 * @param {import("node:child_process").ChildProcess} child
 */
async function answering(origin, child) {
  const latest = Date.now() + 60_000;
  while (Date.now() < latest) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("It exited.");
    const response = await fetch(`${origin}/version`).catch(() => undefined);
    if (response?.ok) return;
    await delay(100);
  }
  throw new Error("It did not answer within a minute.");
}
