import { parseArgs } from "node:util";

import { keepText, keptTexts } from "./corpus";
import { Fuzzing } from "./fuzzing";
import { targets } from "./targets";
import { Watched } from "./watched";

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string" },
    seed: { type: "string" },
    only: { type: "string" },
  },
});
const seconds = Number(options.seconds ?? 120);
const seed = Number(options.seed ?? Date.now() % 1_000_000);
const chosen = Object.keys(targets).filter((name) => options.only === undefined || name === options.only);
const watched = new Watched(new URL("worker.mjs", import.meta.url));
const say = (line: string): void => {
  console.log(line);
};
const fuzzing = new Fuzzing({ watched, seed, keptTexts, keepText, say, nowMs: Date.now });

say(`Seed ${seed}; the same texts come again with \`npm run fuzz -- --seed ${seed}\`.\n`);
const startMs = Date.now();
for (const [index, target] of chosen.entries()) {
  await fuzzing.fuzz(target, startMs + ((index + 1) * seconds * 1000) / chosen.length);
}
await watched.close();
say(fuzzing.failures === 0 ? "\nNothing hung, threw or grew." : `\n${fuzzing.failures} failed.`);
process.exitCode = fuzzing.failures === 0 ? 0 : 1;
