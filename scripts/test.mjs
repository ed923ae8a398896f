/**
 * `npm test`: sets up what is missing and runs every kind of test, or with `--only unit|vscode|e2e` one of them. The last
 * line says how many passed and failed.
 */
import { parseArgs } from "node:util";
import { ensureDependencies } from "./dependencies.mjs";
import { failPlainly } from "./ending.mjs";
import { continueOnProjectNode } from "./projectNode.mjs";

const kinds = /** @type {const} */ (["unit", "vscode", "e2e"]);
const { values } = parseArgs({ options: { only: { type: "string", multiple: true } } });
const chosen = values.only === undefined ? kinds : kinds.filter((kind) => values.only?.includes(kind));
if (chosen.length === 0) {
  console.error(`Unknown kind of test. Use --only ${kinds.join("|")}.`);
  process.exit(2);
}

try {
  await ensureDependencies();
  await continueOnProjectNode();
  const { runTestKinds } = await import("./testKinds.mjs");
  process.exit((await runTestKinds(chosen)) ? 0 : 1);
} catch (error) {
  failPlainly(error);
}
