import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { inTurns, row, type Row } from "./measure";

const group = "Start of the command line";
const cli = join("dist", "cli.js");
const three = {
  version: 1,
  calls: [
    { tool: "calculate", arguments: { expression: "1 + 1" } },
    { tool: "wait", arguments: { durationMs: 1 } },
    { tool: "list_files", arguments: { path: "." } },
  ],
};

/** How long it takes until the command line has said something, against a Node that does nothing. */
export async function startup(quick: boolean): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "startup-"));
  const file = join(folder, "three.toolcalls.json");
  writeFileSync(file, JSON.stringify(three));
  const took = await inTurns(quick ? 5 : 15, {
    node: () => ended(["-e", "0"]),
    help: () => ended([cli, "--help"]),
    plan: () => ended([cli, "plan", file]),
  });
  rmSync(folder, { recursive: true });
  const beyond = (wall: number, allowanceMs: number) => (wall - allowanceMs) / took.node.wall;
  return [
    row(group, "node -e 0", took.node.wall, "ms"),
    row(group, "--help", took.help.wall, "ms"),
    row(group, "--help less 60 ms ÷ node", beyond(took.help.wall, 60), "×", 1.5),
    row(group, "plan of three calls", took.plan.wall, "ms"),
    row(group, "plan of three calls less 120 ms ÷ node", beyond(took.plan.wall, 120), "×", 1.5),
  ];
}

function ended(words: readonly string[]): Promise<void> {
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${words.join(" ")} ended with ${String(status)}: ${stderr}`);
  return Promise.resolve();
}
