/**
 * `npm run matrix`: what is lost and what goes wrong on real stateful servers of the npm registry, run one by one, by
 * `Promise.all`, ordered by hand, and by this product.
 *
 *     npm run matrix                        all servers
 *     npm run matrix -- memory excel        those whose package holds one of these names
 *     npm run matrix -- --lexicons          how well readers and writers are told apart by what servers say of their tools
 *     npm run matrix -- --lists             records the tool lists of servers that are described for the unit tests
 *     npm run matrix -- --write-docs        puts the table, that of the lexicons with both, into docs/planning.md
 */
import { join } from "node:path";
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
  const exitCode = await runProgram("matrix", ["matrix"], words, { packagesApart: true });
  if (words.includes("--write-docs")) {
    const prettier = join(projectFolder, "node_modules", "prettier", "bin", "prettier.cjs");
    await runCommand(process.execPath, [prettier, "--write", "docs/planning.md"], { cwd: projectFolder });
  }
  process.exit(exitCode);
}

main(process.argv.slice(2)).catch(failPlainly);
