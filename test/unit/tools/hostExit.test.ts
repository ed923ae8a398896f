import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { build } from "esbuild";
import { expect, it } from "vitest";

import { eventually, fixtures, isRunning } from "./attempt";

const host = (end: string) => `
  import { mcpStdioSource } from "./src/tools/mcp";
  const source = mcpStdioSource(
    "s",
    { command: process.execPath, args: [${JSON.stringify(join(fixtures, "servers/misbehaving.mjs"))}, "stubborn"] },
    { log: () => undefined },
  );
  const context = { signal: new AbortController().signal, progress: () => undefined, pause: () => () => undefined };
  Promise.all([source.list(), source.call("pid", {}, context)]).then(([tools, { content }]) => {
    console.log(JSON.stringify([Number(tools.at(-1).name.slice("grandchild-".length)), JSON.parse(content[0].text).pid]));
    ${end};
  });
`;

it.each([
  ["ends without closing its sources", "process.exit(0)"],
  ["is killed", 'process.kill(process.pid, "SIGKILL")'],
])("a host that %s leaves no process behind", { timeout: 20_000 }, async (_how, end) => {
  const folder = await mkdtemp(join(tmpdir(), "host-"));
  const outfile = join(folder, "host.cjs");
  await build({
    stdin: { contents: host(end), resolveDir: resolve(import.meta.dirname, "../../.."), loader: "ts" },
    bundle: true,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
    outfile,
  });
  const stdout = await new Promise<string>((resolve) => {
    execFile(process.execPath, [outfile], (_error, printed) => {
      resolve(printed);
    });
  });
  await rm(folder, { recursive: true });
  const pids = JSON.parse(stdout) as number[];
  expect(pids.every((pid) => pid > 0)).toBe(true);
  for (const pid of pids) await eventually(async () => !(await isRunning(pid)));
});
