import { runProgram } from "../../scripts/bundledPrograms.mjs";
import { runCommand } from "../../scripts/command.mjs";
import { endProcessesOnEnding } from "../../scripts/processes.mjs";
import { projectFolder } from "../../scripts/project.mjs";

endProcessesOnEnding();
await runCommand(process.execPath, ["esbuild.js", "--production"], { cwd: projectFolder });
const options = { packagesApart: true, flags: ["--expose-gc"] };
process.exitCode = await runProgram("bench", ["panel"], process.argv.slice(2), options);
