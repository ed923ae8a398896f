import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { endAllProcesses, endProcessesOnEnding } from "../../scripts/processes.mjs";
import { lexiconTable } from "./lexicons";
import { thisMachine } from "./machine";
import { playwright, devtools } from "./subjects/browsers";
import { dbhub, postgres, redis, sqlite } from "./subjects/databases";
import { commander, excel, filesystem, git } from "./subjects/files";
import { bank, libsql, memory, tasks, thinking } from "./subjects/knowledge";
import type { Subject } from "./subject";
import { matrixTable, verdictOf } from "./table";
import { recordToolLists } from "./toolLists";
import { tryOut, whySkipped, type Trial } from "./trial";
import { byHand, handWord } from "./ways";

const subjects: readonly Subject[] = [
  memory,
  filesystem,
  thinking,
  playwright,
  devtools,
  sqlite,
  libsql,
  dbhub,
  excel,
  git,
  tasks,
  bank,
  commander,
  redis,
  postgres,
];

/** `npm run matrix [-- NAME…]`: those whose package holds one of the names, or all. */
async function main(words: readonly string[]): Promise<boolean> {
  endProcessesOnEnding();
  const names = words.filter((word) => !word.startsWith("--"));
  const chosen = subjects.filter(({ package: it }) => names.length === 0 || names.some((name) => it.includes(name)));
  const folder = await mkdtemp(join(tmpdir(), "matrix-"));
  const machine = thisMachine(folder);
  if (words.includes("--lists")) {
    await recordToolLists(folder, machine);
    await cleanUp(folder);
    return true;
  }
  if (words.includes("--lexicons")) {
    const measured = await lexiconTable(folder, machine);
    await cleanUp(folder);
    console.log(`\n${measured}`);
    if (words.includes("--write-docs")) await writeIntoDocs("lexicons", measured);
    return true;
  }
  const trials: Trial[] = [];
  const skipped: string[] = [];
  for (const subject of chosen) {
    try {
      const trial = await tryOut(subject, join(folder, String(trials.length)), machine);
      trials.push(trial);
      console.log(`${verdictOf(trial)} ${subject.package}`);
      for (const fault of trial.faults.slice(0, 5)) console.log(`    ${fault}`);
    } catch (error) {
      skipped.push(`${subject.package}: ${whySkipped(error)}`);
      console.log(`– ${subject.package} is skipped: ${whySkipped(error)}`);
    }
  }
  machine.close();
  await cleanUp(folder);
  const table = matrixTable(trials, skipped);
  console.log(`\n${table}`);
  await mkdir("out/matrix", { recursive: true });
  await writeFile("out/matrix/results.json", `${JSON.stringify({ trials, skipped }, null, 2)}\n`);
  if (words.includes("--write-docs")) await writeIntoDocs("matrix", table);
  return trials.every((trial) => verdictOf(trial) === "✓");
}

async function cleanUp(folder: string): Promise<void> {
  await endAllProcesses();
  await rm(folder, { recursive: true, force: true });
}

/** Puts text between the two comments that name its part of the guide; rejects when they are not there. */
async function writeIntoDocs(part: string, text: string): Promise<void> {
  const guide = "docs/planning.md";
  const before = await readFile(guide, "utf8");
  const [begin, end] = [`<!-- ${part}: begin -->`, `<!-- ${part}: end -->`];
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${guide} has no place for it: ${begin} and ${end} are missing.`);
  await writeFile(guide, `${before.slice(0, from + begin.length)}\n\n${text}\n\n${before.slice(to)}`);
}

const [first, file = ""] = process.argv.slice(2);
const work = first === handWord ? byHand(file).then(() => true) : main(process.argv.slice(2));
work.then(
  (fine) => process.exit(fine ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
