/**
 * `npm run pathological`: 400,000 characters of every kind of hostile text, planned, checked, run and redacted. Each may
 * take a second of the thread that does it, and 300 MB.
 *
 *     npm run pathological                          all of them
 *     npm run pathological -- --only OpenAI         kinds with this in their name
 *     npm run pathological -- --way "run|redact"    some ways only
 *     npm run pathological -- --length 200000       texts of one length only
 */
import { runProgram } from "./bundledPrograms.mjs";
import { failPlainly } from "./ending.mjs";
import { continueOnProjectNode } from "./projectNode.mjs";
import { endProcessesOnEnding } from "./processes.mjs";

async function main() {
  await continueOnProjectNode();
  endProcessesOnEnding();
  process.exit(await runProgram("pathological", ["pathological", "worker"], process.argv.slice(2)));
}

main().catch(failPlainly);
