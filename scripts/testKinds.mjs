import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "./command.mjs";
import { ensureChromium } from "./chromium.mjs";
import { outFolder, projectFolder } from "./project.mjs";
import { endAllProcesses, endProcess, endProcessesOnEnding, startProcess } from "./processes.mjs";
import { ensureVscodeServer } from "./vscodeInstall.mjs";

/** @typedef {"unit" | "vscode" | "e2e"} TestKind */
/** @typedef {{ passed: number, failed: number }} Counts */

const vitest = join(projectFolder, "node_modules", "vitest", "vitest.mjs");

/** @type {Record<TestKind, { heading: string, args: (resultsFile: string) => string[] }>} */
const testKinds = {
  unit: {
    heading: "Unit tests",
    args: (resultsFile) => [vitest, "run", ...reporters(resultsFile)],
  },
  vscode: {
    heading: "Tests inside VS Code's extension host",
    args: (resultsFile) => [join(projectFolder, "scripts", "extensionHostTests.mjs"), resultsFile],
  },
  e2e: {
    heading: "End-to-end tests in VS Code's workbench",
    args: (resultsFile) => [vitest, "run", "--config", "test/e2e/vitest.config.ts", ...reporters(resultsFile)],
  },
};

/** @param {string} resultsFile */
function reporters(resultsFile) {
  return ["--reporter=default", "--reporter=json", `--outputFile.json=${resultsFile}`];
}

/**
 * Runs these kinds of tests one after another, each to its end whatever came before it, and says at the end how many
 * passed and failed.
 *
 * @param {readonly TestKind[]} kinds
 * @returns {Promise<boolean>} Whether all passed.
 */
export async function runTestKinds(kinds) {
  endProcessesOnEnding();
  await mkdir(outFolder, { recursive: true });
  // Unit tests start the command line as well: it has to be the one of this source.
  await runCommand(process.execPath, ["esbuild.js"], { cwd: projectFolder });
  if (kinds.some((kind) => kind !== "unit")) {
    await ensureChromium();
    await ensureVscodeServer();
  }
  const total = { passed: 0, failed: 0 };
  for (const kind of kinds) {
    const { passed, failed } = await runTestKind(kind);
    total.passed += passed;
    total.failed += failed;
  }
  await endAllProcesses();
  console.log(`\n${String(total.passed)} passed, ${String(total.failed)} failed`);
  return total.failed === 0;
}

/**
 * @param {TestKind} kind
 * @returns {Promise<Counts>}
 */
async function runTestKind(kind) {
  const { heading, args } = testKinds[kind];
  console.log(`\n── ${heading} ──\n`);
  const resultsFile = join(outFolder, `${kind}-results.json`);
  await rm(resultsFile, { force: true });
  const runner = startProcess(process.execPath, args(resultsFile), { cwd: projectFolder });
  const [exitCode] = await once(runner, "exit");
  await endProcess(runner);
  const counts = readCounts(resultsFile);
  // A runner that failed without a failed test, or said nothing at all, is a failure to be counted too.
  if (exitCode !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

/**
 * Reads the counts that vitest's and mocha's JSON reports have.
 *
 * @param {string} resultsFile
 * @returns {Counts}
 */
function readCounts(resultsFile) {
  try {
    const report = JSON.parse(readFileSync(resultsFile, "utf8"));
    return { passed: report.numPassedTests, failed: report.numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
