/**
 * `npm run conformance`: the scenarios for clients of the protocol's official conformance suite, run against this client.
 *
 *     npm run conformance                      all that apply
 *     npm run conformance -- auth/basic-cimd   these alone, with what they say
 */
import { createRequire } from "node:module";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bundlePrograms } from "./bundledPrograms.mjs";
import { failPlainly } from "./ending.mjs";
import { outFolder, projectFolder } from "./project.mjs";
import { endProcess, endProcessesOnEnding, startProcess } from "./processes.mjs";

/** Those that do not apply, and why. */
const notApplicable = new Map([
  ["auth/client-credentials-jwt", "signs assertions with a private key, for which a definition has no place"],
  ["auth/cross-app-access-complete-flow", "hands on an enterprise's identity token, which nobody gives this client"],
]);

/** Measures milliseconds, and so runs while nothing else does. */
const alone = new Set(["sse-retry"]);

const client = join(outFolder, "conformance", "client.mjs");
const resultsFolder = join(outFolder, "conformance", "results");
const manifest = createRequire(import.meta.url).resolve("@modelcontextprotocol/conformance/package.json");
const suite = join(dirname(manifest), "dist", "index.js");

/** @typedef {{ scenario: string, passed: boolean, checks: string, output: string }} Verdict */

/** @param {readonly string[]} args */
async function runSuite(args) {
  const child = startProcess(process.execPath, [suite, ...args], { cwd: projectFolder, output: "pipe" });
  let output = "";
  child.stdout?.on("data", (chunk) => (output += String(chunk)));
  child.stderr?.on("data", (chunk) => (output += String(chunk)));
  /** @type {number | null} */
  const exitCode = await new Promise((resolve) => child.once("close", resolve));
  await endProcess(child);
  return { exitCode, output };
}

async function clientScenarios() {
  const { output } = await runSuite(["list", "--client"]);
  const names = [...output.matchAll(/^ {2}- (\S+)/gm)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  if (names.length === 0) throw new Error(`The conformance suite lists no scenarios for clients:\n${output}`);
  return names;
}

/**
 * @param {string} scenario
 * @returns {Promise<Verdict>}
 */
async function tryScenario(scenario) {
  const command = `"${process.execPath}" "${client}"`;
  const args = ["client", "--command", command, "--scenario", scenario, "-o", resultsFolder, "--verbose"];
  const { exitCode, output } = await runSuite(args);
  const checks = /Passed: .*/.exec(output)?.[0] ?? "no results";
  return { scenario, passed: exitCode === 0, checks, output };
}

/** @param {readonly string[]} chosen */
async function main(chosen) {
  endProcessesOnEnding();
  await rm(join(outFolder, "conformance"), { recursive: true, force: true });
  await mkdir(resultsFolder, { recursive: true });
  await bundlePrograms("conformance", ["client"], { packagesApart: true });
  const all = await clientScenarios();
  const scenarios = chosen.length > 0 ? chosen : all.filter((scenario) => !notApplicable.has(scenario));
  const waiting = scenarios.filter((scenario) => !alone.has(scenario));
  /** @type {Verdict[]} */
  const verdicts = [];
  const say = (/** @type {Verdict} */ verdict) => {
    verdicts.push(verdict);
    console.log(`${verdict.passed ? "✓" : "✗"} ${verdict.scenario}  ${verdict.checks}`);
    if (!verdict.passed || chosen.length > 0) console.log(verdict.output.replaceAll(/^/gm, "    "));
  };
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) say(await tryScenario(next));
  };
  await Promise.all([worker(), worker(), worker()]);
  for (const scenario of scenarios) if (alone.has(scenario)) say(await tryScenario(scenario));
  for (const [scenario, reason] of notApplicable) console.log(`– ${scenario}  does not apply: ${reason}`);
  const failed = verdicts.filter(({ passed }) => !passed).length;
  console.log(`\n${String(verdicts.length - failed)} scenarios passed, ${String(failed)} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

main(process.argv.slice(2)).catch(failPlainly);
