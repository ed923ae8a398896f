import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { runCommand } from "./command.mjs";
import { ensureChromium } from "./chromium.mjs";
import { outFolder, projectFolder } from "./project.mjs";
import { endAllProcesses, endProcess, endProcessesOnEnding, startProcess } from "./processes.mjs";
import { ensureVscodeServer } from "./vscodeInstall.mjs";

/** @typedef {"unit" | "vscode" | "e2e"} TestKind */
/** @typedef {{ passed: number, failures: readonly string[] }} Outcome */

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
  let totalPassed = 0;
  const allFailures = [];
  for (const kind of kinds) {
    const { passed, failures } = await runTestKind(kind);
    totalPassed += passed;
    allFailures.push(...failures);
  }
  await endAllProcesses();
  // Said once more at the end: between a failure and the last line there can be thousands of lines.
  if (allFailures.length > 0) console.log(`\n── Failed ──\n\n${allFailures.join("\n\n")}`);
  console.log(`\n${String(totalPassed)} passed, ${String(allFailures.length)} failed`);
  return allFailures.length === 0;
}

/**
 * @param {TestKind} kind
 * @returns {Promise<Outcome>}
 */
async function runTestKind(kind) {
  const { heading, args } = testKinds[kind];
  console.log(`\n── ${heading} ──\n`);
  const resultsFile = join(outFolder, `${kind}-results.json`);
  await rm(resultsFile, { force: true });
  const runner = startProcess(process.execPath, args(resultsFile), { cwd: projectFolder });
  const [exitCode] = await once(runner, "exit");
  await endProcess(runner);
  const { passed, failures } = readOutcome(resultsFile);
  // A runner that failed without a failed test, or said nothing at all, is a failure to be counted too.
  if (exitCode !== 0 && failures.length === 0) {
    return { passed, failures: [`${heading}: the runner ended with ${String(exitCode)} outside of any test.`] };
  }
  return { passed, failures };
}

/**
 * Reads what vitest's JSON report and that of the tests inside the extension host, which has the same shape, say.
 *
 * @param {string} resultsFile
 * @returns {Outcome}
 */
function readOutcome(resultsFile) {
  try {
    const report = JSON.parse(readFileSync(resultsFile, "utf8"));
    return { passed: report.numPassedTests, failures: report.testResults.flatMap(failuresOfFile) };
  } catch {
    return { passed: 0, failures: [] };
  }
}

/**
 * @typedef {{ status: string, fullName: string, failureMessages: readonly string[] }} TestReport
 * @param {{ name: string, status: string, message: string, assertionResults: readonly TestReport[] }} file
 * @returns {string[]}
 */
function failuresOfFile({ name, status, message, assertionResults }) {
  const failed = assertionResults.filter((test) => test.status === "failed");
  if (status === "failed" && failed.length === 0) return [`${relative(projectFolder, name)}\n${message}`];
  return failed.map((test) =>
    [`${relative(projectFolder, name)} › ${test.fullName}`, ...test.failureMessages].join("\n"),
  );
}
