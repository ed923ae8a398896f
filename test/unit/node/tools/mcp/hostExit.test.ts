import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

import { build } from "esbuild";
import { afterEach, beforeEach, expect, it } from "vitest";

import { nodeModules } from "../../../../../scripts/bundles.mjs";
import { projectFolder } from "../../../../../scripts/project.mjs";
import { eventually, fixtures, isRunning } from "../attempt";

const hostOfServer = (mode: string, ends: string) => `
  import { mcpStdioSource } from "./src/node/tools/mcp/mcp";
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

/** Its program and its module each say their process, and hear nothing from then on. */
const hostOfTools = (folder: string) => `
  import { existsSync, writeFileSync } from "node:fs";
  import { ManifestSource } from "./src/node/tools/own/manifestSource";
  const deaf = "process.on('SIGTERM',()=>{});setInterval(()=>{},1000);";
  const program = deaf + "console.log(process.pid)";
  const source = new ManifestSource(
    { program: { process: { command: process.execPath, args: ["-e", program] } }, module: { module: "./deaf.mjs" } },
    {
      variables: { workspaceFolder: ${JSON.stringify(folder)}, env: () => undefined, input: () => undefined },
      log: () => undefined,
      moduleRunner: ${JSON.stringify(resolve("src/node/tools/module/moduleRunner.ts"))},
    },
  );
  const endOnceDeaf = () => {
    if (existsSync(${JSON.stringify(join(folder, "deaf"))})) process.kill(process.pid, "SIGKILL");
    else setImmediate(endOnceDeaf);
  };
  const pids = [];
  const progress = ({ message }) => {
    if (pids.push(Number(message)) < 2) return;
    console.log(JSON.stringify(pids));
    writeFileSync(${JSON.stringify(join(folder, "heard"))}, "");
    endOnceDeaf();
  };
  const nothing = () => () => undefined;
  const context = { signal: new AbortController().signal, progress, pause: nothing, starting: nothing };
  for (const tool of ["program", "module"]) void source.call(tool, {}, context);
`;
const deafModule = `import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
export default async (_, { progress }) => {
  progress({ message: String(process.pid) });
  while (!existsSync(join(import.meta.dirname, "heard"))) await new Promise((resolve) => setImmediate(resolve));
  writeFileSync(join(import.meta.dirname, "deaf"), "");
  for (;;);
};`;

/** What a host prints until it ends, in whatever way. */
async function runHost(contents: string, folder: string): Promise<string> {
  const outfile = join(folder, "host.mjs");
  await build({
    ...nodeModules,
    stdin: { contents, resolveDir: projectFolder, loader: "ts" },
    splitting: false,
    outfile,
  });
  // One that is killed fails, and has said by then what it started.
  const { stdout } = await promisify(execFile)(process.execPath, [outfile]).catch(
    (failed: unknown) => failed as { readonly stdout: string },
  );
  return stdout;
}

async function expectAllToEnd(printed: string): Promise<void> {
  const pids = JSON.parse(printed) as number[];
  expect(pids.every((pid) => pid > 0)).toBe(true);
  for (const pid of pids) await eventually(async () => !(await isRunning(pid)));
}

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "host-"))));
afterEach(() => rm(folder, { recursive: true }));

it.each([
  { how: "ends without closing its sources", mode: "stubborn", ends: "process.exit(0);" },
  { how: "is killed", mode: "stubborn", ends: "setImmediate(() => process.kill(process.pid, 'SIGKILL'));" },
  {
    how: "is killed beside a daemon",
    mode: "daemon",
    ends: "setImmediate(() => process.kill(process.pid, 'SIGKILL'));",
  },
])("a host that $how leaves no process behind", async ({ mode, ends }) => {
  await expectAllToEnd(await runHost(hostOfServer(mode, ends), folder));
});

it("a host that is killed leaves neither the programs nor the modules behind that it ran", async () => {
  await writeFile(join(folder, "deaf.mjs"), deafModule);
  await expectAllToEnd(await runHost(hostOfTools(folder), folder));
});
