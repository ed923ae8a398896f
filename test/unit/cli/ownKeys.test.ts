import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const server = resolve("test/fixtures/servers/keys.mjs");
/** As long as each other, but for the last; the second one was read as the first. */
const names = ["\\", '"', "\n", "\\", '"', "plain"];
let folder: string;
let children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "own-keys-"));
});

afterEach(async () => {
  for (const child of children) child.kill();
  children = [];
  await rm(folder, { recursive: true, force: true });
});

async function served(): Promise<string> {
  const child = spawn(process.execPath, [server, "http"], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const [port] = (await once(child.stdout, "data")) as [Buffer];
  return `http://127.0.0.1:${port.toString().trim()}/mcp`;
}

describe("results of a server", () => {
  it.each([
    ["over stdio", () => Promise.resolve({ command: process.execPath, args: [server] })],
    ["over streamable HTTP", async () => ({ type: "http", url: await served() })],
  ])("keep the keys that it wrote, %s", async (_, keys) => {
    const file = join(folder, "keys.toolcalls.json");
    const calls = names.map((name) => ({ tool: "keys/keyed", arguments: { name } }));
    await writeFile(file, JSON.stringify({ maxConcurrency: 1, servers: { keys: await keys() }, calls }));
    const arguments_ = [resolve("dist/cli.js"), "run", file, "--format", "jsonl", "--no-keep"];
    const { stdout } = await promisify(execFile)(process.execPath, arguments_);
    for (const name of names) expect(stdout).toContain(`{"x":1,${JSON.stringify(name)}:{}}`);
    expect(stdout.split('{"x":1,"\\"":{}}')).toHaveLength(3);
  });
});
