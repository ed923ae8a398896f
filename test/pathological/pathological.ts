import { parseArgs } from "node:util";

import { Watched } from "../fuzz/watched";
import { kinds } from "./kinds";
import { ways } from "./ways";
import type { Question } from "./worker";

/** In characters: the first two are for the growth, and the last is what must be held. */
const allLengths = [100_000, 200_000, 400_000];
/** Where four times the text takes more than this many times the time, and not just a moment, it is worth a look. */
const steepGrowth = 7;
const moment = 200;

const { values: options } = parseArgs({
  options: { only: { type: "string" }, way: { type: "string" }, length: { type: "string" } },
});
const lengths = options.length === undefined ? allLengths : [Number(options.length)];
const chosen = Object.keys(kinds).filter(
  (name) => options.only === undefined || options.only.split("|").some((part) => name.includes(part)),
);
const chosenWays = Object.keys(ways).filter(
  (name) => options.way === undefined || options.way.split("|").includes(name),
);
const watched = new Watched<Question>(new URL("worker.mjs", import.meta.url), 30_000);
let failures = 0;

console.log(`ms of the thread's own time for ${lengths.join(", ")} characters\n`);
console.log(`${"".padEnd(44)}${chosenWays.map((way) => way.padEnd(24)).join("")}`);
for (const kind of chosen) {
  const cells: string[] = [];
  const told: string[] = [];
  for (const way of chosenWays) {
    const figures: number[] = [];
    let mark = "";
    for (const length of lengths) {
      const trial = await watched.trial({ kind, way, length });
      figures.push(trial.cpuMs);
      if (trial.kind === "held") continue;
      mark = ` ${trial.kind}!`;
      told.push(`  ${way}, ${length} characters: ${trial.kind}: ${trial.message}`);
      failures++;
      break;
    }
    const [first = 0, , last = 0] = figures;
    if (mark === "" && last > moment && last > first * steepGrowth) mark = " steep";
    cells.push(`${figures.map((ms) => String(Math.round(ms)).padStart(5)).join("")}${mark}`.padEnd(24));
  }
  console.log([kind.padEnd(44) + cells.join(""), ...told].join("\n"));
}
await watched.close();
console.log(failures === 0 ? `\n${chosen.length} kinds were held.` : `\n${failures} were not held.`);
process.exitCode = failures === 0 ? 0 : 1;
