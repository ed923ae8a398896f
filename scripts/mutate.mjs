/**
 * `npm run mutate`: changes the guards of the code one by one, and says which change no test sees. A change that was tried
 * before is tried again only when its file or its tests have changed.
 *
 *     npm run mutate                            all groups
 *     npm run mutate -- --only safety,order     these alone
 *
 * What is left alive is listed with its place; `docs/mutation.md` says which of it cannot be told apart from the code.
 */
import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import { failPlainly } from "./ending.mjs";
import { continueOnProjectNode } from "./projectNode.mjs";

/** @typedef {{ readonly mutate: readonly string[], readonly tests: readonly string[] }} Group */

/** Without the promises that are tried on made-up plans: each of those takes longer than all others together. */
const engineTests = [
  "test/unit/core/engine/{engine,growth,pause,steadyOrder}.test.ts",
  "test/unit/core/engine/{attempts,limits,order,record,sharing}/*.test.ts",
];

/** What is mutated together, and the tests that hold it: the pure ones, which take milliseconds. */
const groups = /** @type {const} @satisfies {Readonly<Record<string, Group>>} */ ({
  safety: {
    mutate: ["src/core/plan/approval/safety.ts"],
    tests: ["test/unit/core/plan/approval/*.test.ts"],
  },
  resumption: {
    mutate: [
      "src/node/runs/resumption/{interruption,lostResult,resumption}.ts",
      "src/node/runs/session/rememberedCalls.ts",
    ],
    tests: ["test/unit/node/runs/resumption/*.test.ts", "test/unit/node/runs/session/rememberedCalls.test.ts"],
  },
  order: {
    mutate: ["src/core/engine/order/*.ts", "src/core/model/graph.ts"],
    tests: engineTests,
  },
  limits: {
    mutate: ["src/core/engine/limits/*.ts"],
    tests: engineTests,
  },
  sharing: {
    mutate: ["src/core/engine/sharing/*.ts"],
    tests: engineTests,
  },
  ends: {
    mutate: [
      "src/core/engine/callEnds.ts",
      "src/core/engine/cutting.ts",
      "src/core/engine/record/*.ts",
      "src/core/model/record/ledger.ts",
      "src/core/engine/attempts/progress.ts",
    ],
    tests: engineTests,
  },
  names: {
    mutate: ["src/node/tools/toolNames.ts", "src/node/tools/catalogue.ts", "src/core/plan/toolPattern.ts"],
    tests: ["test/unit/node/tools/catalogue.test.ts", "test/unit/core/plan/toolPattern.test.ts"],
  },
  references: {
    mutate: ["src/core/manifest/references/*.ts"],
    tests: ["test/unit/core/manifest/references/*.test.ts"],
  },
  redaction: {
    mutate: ["src/node/runs/redaction/**/*.ts"],
    tests: ["test/unit/node/runs/redaction/*.test.ts"],
  },
  panel: {
    mutate: ["media/timeline/state/shownRun.ts", "media/timeline/controllers/detailsLoader.ts"],
    tests: ["test/unit/panel/{shownRun,page/detailsLoader}.test.ts"],
  },
});

async function main() {
  await continueOnProjectNode();
  const { values } = parseArgs({ options: { only: { type: "string" }, concurrency: { type: "string" } } });
  const names = values.only?.split(",") ?? Object.keys(groups);
  const lines = [];
  for (const name of names) {
    const group = /** @type {Readonly<Record<string, Group>>} */ (groups)[name];
    if (group === undefined) throw new Error(`There is no group "${name}": ${Object.keys(groups).join(", ")}.`);
    lines.push(await mutate(name, group, Number(values.concurrency ?? availableParallelism())));
  }
  console.log(`\n${lines.join("\n")}`);
}

/**
 * @param {string} name
 * @param {Group} group
 * @param {number} concurrency
 */
async function mutate(name, group, concurrency) {
  const folder = `out/mutation/${name}`;
  mkdirSync(folder, { recursive: true });
  // Read by test/mutation/vitest.config.ts, in processes that are started here.
  process.env.MUTATION_TESTS = group.tests.join("\n");
  const results = await new Stryker({
    concurrency,
    mutate: [...group.mutate],
    incrementalFile: `${folder}/incremental.json`,
    jsonReporter: { fileName: `${folder}/mutants.json` },
  }).runMutationTest();
  const tried = results.filter(({ status }) => status !== "Ignored" && status !== "CompileError");
  const killed = tried.filter(({ status }) => status === "Killed" || status === "Timeout" || status === "RuntimeError");
  const share = ((100 * killed.length) / tried.length).toFixed(1);
  return `${name.padEnd(12)} ${killed.length} of ${tried.length} killed, ${share} %`;
}

main().catch(failPlainly);
