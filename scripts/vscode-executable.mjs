#!/usr/bin/env node
/**
 * A stand-in for the desktop VS Code where there is none or no display to show it on: takes the arguments that
 * `@vscode/test-electron` gives the program, runs the tests in VS Code's server with a page of it open in Chromium, and
 * exits with their exit code.
 */
import { isAbsolute, resolve } from "node:path";
import { format, parseArgs } from "node:util";
import { ensureChromium, launchChromium } from "./chromium.mjs";
import { endAllProcesses, endProcessesOnEnding } from "./processes.mjs";
import { startVscodeServer } from "./vscodeServer.mjs";
import { workbenchAddress } from "./workbenchAddress.mjs";

/** The tests' own time limits are far below this one, which is for a workbench that never gets to them. */
const latestEndMs = 15 * 60_000;

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: "string" },
    extensionTestsPath: { type: "string" },
    "user-data-dir": { type: "string" },
  },
});

endProcessesOnEnding();
process.exitCode = await runTests();
await endAllProcesses();
process.exit();

/** @returns {Promise<number>} The exit code of the tests. */
async function runTests() {
  const server = await startVscodeServer({
    dataFolder: required(values["user-data-dir"], "--user-data-dir"),
    forTests: true,
  });
  const browser = await launchChromium(await ensureChromium());
  try {
    const page = await browser.newPage();
    const ended = new Promise((/** @type {(code: number) => void} */ resolveCode, reject) => {
      page.exposeFunction("codeAutomationExit", resolveCode).catch(reject);
      page.once("crash", () => reject(new Error("The page of the workbench crashed.")));
      setTimeout(() => reject(new Error("The tests did not end in time.")), latestEndMs).unref();
    });
    await page.exposeFunction("codeAutomationLog", showLog);
    const development = {
      extension: required(values.extensionDevelopmentPath, "--extensionDevelopmentPath"),
      tests: required(values.extensionTestsPath, "--extensionTestsPath"),
    };
    const folder = required(positionals[0], "a folder");
    await page.goto(workbenchAddress(server.origin, folder, { development }));
    return await ended;
  } finally {
    await browser.close();
    await server.end();
  }
}

/**
 * @param {string | boolean | undefined} value
 * @param {string} name
 */
function required(value, name) {
  if (typeof value !== "string") throw new Error(`${name} is missing among the arguments.`);
  return isAbsolute(value) ? value : resolve(value);
}

/**
 * @param {string} type
 * @param {unknown[]} args A pattern and its values, as `console.log` takes them.
 */
function showLog(type, args) {
  const text = format(...args);
  // The server's optional log writer is a native module that is not built; what it says of that is no news.
  if (text.includes("bindings file") && text.includes("spdlog")) return;
  if (type === "error") console.error(text);
  else console.log(text);
}
