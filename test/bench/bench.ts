import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";

import { cost } from "./cost";
import { makespan } from "./makespan";
import { table, type Row } from "./measure";
import { overhead } from "./overhead";
import { planning } from "./planning";
import { redaction } from "./redaction";
import { scale } from "./scale";
import { slices } from "./slices";
import { startup } from "./startup";
import { tasks } from "./tasks";
import { throughput } from "./throughput";

const parts = { makespan, throughput, planning, overhead, scale, tasks, redaction, startup, slices, cost };
const quick = process.argv.includes("--quick");
const asked = process.argv.slice(2).filter((argument) => argument in parts);

async function main(): Promise<void> {
  const rows: Row[] = [];
  for (const [name, part] of Object.entries(parts)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const startedAt = performance.now();
    const found = await part(quick);
    console.log(`${table(found)}\n\n${name} took ${((performance.now() - startedAt) / 1000).toFixed(0)} s.`);
    rows.push(...found);
  }
  const missed = rows.filter(({ ok }) => ok === false);
  console.log(`\n${rows.filter(({ ok }) => ok !== undefined).length} goals, ${missed.length} missed.`);
  mkdirSync("out/bench", { recursive: true });
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length };
  writeFileSync("out/bench/results.json", `${JSON.stringify({ quick, machine, rows }, null, 2)}\n`);
  console.log("Written to out/bench/results.json.");
}

await main();
