import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runNpm } from "./command.mjs";
import { cacheFolder } from "./project.mjs";

/** The package that carries VS Code's server, in this version of VS Code. */
const carrier = { name: "code-server", version: "4.139.1" };

const folder = join(cacheFolder, `vscode-${carrier.version}`);
const stampFile = join(folder, "complete.json");

/**
 * Fetches VS Code's server by way of npm, once: a finished one is used again, an interrupted one is done anew.
 *
 * @returns {Promise<string>} The script to start it with, for the project's own Node.
 */
export async function ensureVscodeServer() {
  if (!isComplete()) await install();
  return join(serverFolder(folder), "out", "server-main.js");
}

/** @param {string} root */
function serverFolder(root) {
  return join(root, "node_modules", carrier.name, "lib", "vscode");
}

function isComplete() {
  try {
    return (
      JSON.parse(readFileSync(stampFile, "utf8")).node === process.versions.modules && existsSync(serverFolder(folder))
    );
  } catch {
    return false;
  }
}

async function install() {
  console.log(`Fetching VS Code's server (${carrier.name} ${carrier.version})…`);
  // Made aside and moved into place when it is whole, so that nobody ever sees half of it.
  const draft = `${folder}-${String(process.pid)}`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  try {
    await writeFile(join(draft, "package.json"), JSON.stringify({ private: true }));
    // Their install scripts compile what comes prebuilt or what nothing here needs.
    const quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    await runNpm(["install", ...quietly, "--no-package-lock", `${carrier.name}@${carrier.version}`], draft);
    await runNpm(["install", ...quietly, "--omit=dev"], serverFolder(draft));
    await writeFile(join(draft, "complete.json"), JSON.stringify({ node: process.versions.modules }));
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
