import { runProgram } from "../../scripts/bundledPrograms.mjs";
import { endProcessesOnEnding } from "../../scripts/processes.mjs";

endProcessesOnEnding();
const options = { packagesApart: true, flags: ["--expose-gc"] };
process.exitCode = await runProgram("bench", ["soak"], process.argv.slice(2), options);
