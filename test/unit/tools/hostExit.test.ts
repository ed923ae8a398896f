import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

import { build } from "esbuild";
import { expect, it } from "vitest";

import { eventually, fixtures, isRunning } from "./attempt";

const hostThat = (mode: string, ends: string) => `
  import { mcpStdioSource } from "./src/tools/mcp";
  const source = mcpStdioSource(
    "s",
    { command: process.execPath, args: [${JSON.stringify(join(fixtures, "servers/misbehaving.mjs"))}, ${JSON.stringify(mode)}] },
    { log: () => undefined },
  );
  const nothing = () => () => undefined;
  const context = { signal: new AbortController().signal, progress: nothing, pause: nothing, starting: nothing };
  Promise.all([source.list(), source.call("pid", {}, context)]).then(([tools, { content }]) => {
    console.log(JSON.stringify([Number(tools.at(-1).name.slice("grandchild-".length)), JSON.parse(content[0].text).pid]));
    ${ends}
  });
`;

it.each([
  { how: "ends without closing its sources", mode: "stubborn", ends: "process.exit(0);" },
  { how: "is killed", mode: "stubborn", ends: "setImmediate(() => process.kill(process.pid, 'SIGKILL'));" },
  {
    how: "is killed beside a daemon",
    mode: "daemon",
    ends: "setImmediate(() => process.kill(process.pid, 'SIGKILL'));",
  },
])(
  "a host that $how leaves no process behind",
  async ({ mode, ends }) => {
    const folder = await mkdtemp(join(tmpdir(), "host-"));
    const outfile = join(folder, "host.cjs");
    await build({
      stdin: { contents: hostThat(mode, ends), resolveDir: resolve(import.meta.dirname, "../../.."), loader: "ts" },
      bundle: true,
      platform: "node",
      format: "cjs",
      mainFields: ["module", "main"],
      outfile,
    });
    // One that is killed fails, and has said by then what it started.
    const { stdout } = await promisify(execFile)(process.execPath, [outfile]).catch(
      (failed: unknown) => failed as { readonly stdout: string },
    );
    await rm(folder, { recursive: true });
    const pids = JSON.parse(stdout) as number[];
    expect(pids.every((pid) => pid > 0)).toBe(true);
    for (const pid of pids) await eventually(async () => !(await isRunning(pid)));
  },
  20_000,
);
