import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import { onEnding } from "./ending.mjs";
import { projectFolder } from "./project.mjs";

const binaries = join(projectFolder, "node_modules", ".bin");
const nodeBinary = join(
  projectFolder,
  "node_modules",
  "node",
  "bin",
  process.platform === "win32" ? "node.exe" : "node",
);

/**
 * Makes sure that the rest of a script runs on the Node that the project depends on, whichever the machine has: on
 * another one it starts the script again on the right one, waits for it and exits as it did.
 */
export async function continueOnProjectNode() {
  if (!existsSync(nodeBinary)) {
    throw new Error(`${nodeBinary} is missing. Remove node_modules and run "npm ci" with install scripts allowed.`);
  }
  if (realpathSync(process.execPath) === realpathSync(nodeBinary)) return;
  process.exit(await runAgain());
}

/** @returns {Promise<number>} */
function runAgain() {
  const path = `${binaries}${delimiter}${process.env.PATH ?? ""}`;
  const child = spawn(nodeBinary, process.argv.slice(1), { stdio: "inherit", env: { ...process.env, PATH: path } });
  // A terminal's Ctrl-C reaches both; what reaches this process alone has to be handed on. Either way this one stays
  // until the other has cleaned up.
  onEnding(() => child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      resolve(code ?? 1);
    });
  });
}
