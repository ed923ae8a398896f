/**
 * `npm run chaos`: random runs whose windows and processes are killed, stopped, damaged and run out of disk at random
 * moments, against a server that counts what it carries out. Says the seed of each round in which a promise did not hold.
 *
 *     npm run chaos                                  500 rounds
 *     npm run chaos -- --rounds 50 --seed 7          these again
 *     npm run chaos -- --processes 100               with real processes only
 */
import { runProgram } from "./bundledPrograms.mjs";
import { runCommand } from "./command.mjs";
import { failPlainly } from "./ending.mjs";
import { continueOnProjectNode } from "./projectNode.mjs";
import { projectFolder } from "./project.mjs";
import { endProcessesOnEnding } from "./processes.mjs";

/** @param {readonly string[]} words */
async function main(words) {
  await continueOnProjectNode();
  endProcessesOnEnding();
  await runCommand(process.execPath, ["esbuild.js"], { cwd: projectFolder });
  process.exit(await runProgram("chaos", ["chaos", "driver"], words, { packagesApart: true }));
}

main(process.argv.slice(2)).catch(failPlainly);
