import { runProgram } from "../../scripts/bundledPrograms.mjs";
import { runCommand } from "../../scripts/command.mjs";
import { endProcessesOnEnding } from "../../scripts/processes.mjs";
import { projectFolder } from "../../scripts/project.mjs";

endProcessesOnEnding();
// A part of it measures the command line as it is built.
await runCommand(process.execPath, ["esbuild.js"], { cwd: projectFolder });
// The peers are measured as they come from their packages.
const options = { packagesApart: true, flags: ["--expose-gc"] };
process.exitCode = await runProgram("bench", ["bench"], process.argv.slice(2), options);
