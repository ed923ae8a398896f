/**
 * `npm run fuzz`: made-up and kept texts for everything that reads what others wrote. Nothing may hang, throw or grow.
 *
 *     npm run fuzz                                  two minutes
 *     npm run fuzz -- --seconds 40 --seed 7         these again
 *     npm run fuzz -- --only redaction              one part only
 */
import { runProgram } from "./bundledPrograms.mjs";
import { failPlainly } from "./ending.mjs";
import { continueOnProjectNode } from "./projectNode.mjs";
import { endProcessesOnEnding } from "./processes.mjs";

async function main() {
  await continueOnProjectNode();
  endProcessesOnEnding();
  process.exit(await runProgram("fuzz", ["fuzz", "worker"], process.argv.slice(2)));
}

main().catch(failPlainly);
