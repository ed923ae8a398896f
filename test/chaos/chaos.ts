import { commandLineRound } from "./commandLineRound";
import { CountingServer } from "./countingServer";
import { processRound } from "./processRound";
import { chaosRound, type Counts } from "./round";

interface Options {
  readonly rounds: number;
  readonly seed: number;
  /** How many of a hundred rounds kill real processes; these take longer. */
  readonly processPercent: number;
}

/** `npm run chaos -- [--rounds N] [--seed N] [--processes PERCENT]`; ends with 1 when a promise did not hold. */
async function main(words: readonly string[]): Promise<number> {
  const options = optionsOf(words);
  const server = new CountingServer();
  await server.start();
  const sums: Counts & { failed: number } = {
    calls: 0,
    kills: 0,
    damages: 0,
    fullDisks: 0,
    secondWindows: 0,
    failed: 0,
  };
  const startedAt = performance.now();
  let processes = 0;
  for (let round = 0; round < options.rounds; round++) {
    const seed = options.seed + round;
    const isOfProcesses = seed % 100 < options.processPercent;
    if (isOfProcesses) processes++;
    const ofProcesses = processes % 2 === 0 ? commandLineRound : processRound;
    const report = await (isOfProcesses ? ofProcesses : chaosRound)(seed, server);
    for (const key of ["calls", "kills", "damages", "fullDisks", "secondWindows"] as const) sums[key] += report[key];
    if (report.violations.length > 0) {
      sums.failed++;
      console.log(`seed ${String(seed)}:\n  ${report.violations.join("\n  ")}`);
    }
    if ((round + 1) % 50 === 0) console.log(`${String(round + 1)} rounds`);
  }
  server.stop();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(
    `${String(options.rounds)} rounds from seed ${String(options.seed)} in ${seconds} s, ${String(processes)} with real processes: ` +
      `${String(sums.calls)} calls, ${String(sums.kills)} kills, ${String(sums.damages)} damaged bytes, ` +
      `${String(sums.fullDisks)} full disks, ${String(sums.secondWindows)} second windows; ` +
      (sums.failed === 0 ? "no violation" : `violations in ${String(sums.failed)} rounds, run again with --seed`),
  );
  return sums.failed === 0 ? 0 : 1;
}

function optionsOf(words: readonly string[]): Options {
  const numberAfter = (name: string, otherwise: number): number => {
    const at = words.indexOf(name);
    const value = at < 0 ? otherwise : Number(words[at + 1]);
    if (!Number.isInteger(value) || value < 0) throw new Error(`${name} needs a whole number behind it.`);
    return value;
  };
  return {
    rounds: numberAfter("--rounds", 500),
    seed: numberAfter("--seed", Math.floor(Date.now() / 1000) % 1_000_000),
    processPercent: numberAfter("--processes", 10),
  };
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    console.error(thrown);
    process.exit(2);
  },
);
