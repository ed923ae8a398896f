import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ResultsDocument } from "../../../src/node/runs/documents/resultsDocument";
import { LoopbackServers } from "../node/tools/loopbackServer";

const servers = new LoopbackServers();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "stopped-"));
});

afterEach(async () => {
  servers.close();
  await rm(folder, { recursive: true, force: true });
});

const count = 40;
const timeoutMs = 1000;

// Windows has no such signal.
describe.skipIf(process.platform === "win32")("a process that is stopped and goes on", () => {
  it("reads the answers that came meanwhile, and does not take them for timeouts", async () => {
    const asked: { answer: () => void }[] = [];
    let allAsked: () => void = () => undefined;
    const all = new Promise<void>((done) => (allAsked = done));
    const address = await servers.serve((incoming, answer) => {
      incoming.resume();
      asked.push({ answer: () => answer.end("x".repeat(5000)) });
      if (asked.length === count) allAsked();
    });
    const file = join(folder, "stopped.toolcalls.json");
    const calls = Array.from({ length: count }, (_, index) => ({
      tool: "http_request",
      arguments: { method: "POST", url: `${address}/${String(index)}` },
      timeoutMs,
    }));
    await writeFile(file, JSON.stringify({ version: 1, maxConcurrency: count, calls }));
    const child = spawn(process.execPath, [resolve("dist/cli.js"), "run", file, "--format", "json"]);
    let out = "";
    child.stdout.on("data", (data: Buffer) => (out += data.toString()));
    const closed = new Promise((done) => child.on("close", done));
    await all;
    child.kill("SIGSTOP");
    for (const { answer } of asked) answer();
    // All of them are due while it stands still.
    await delay(timeoutMs * 1.2);
    child.kill("SIGCONT");
    await closed;
    const { results } = JSON.parse(out) as ResultsDocument;
    expect(results.map(({ outcome }) => outcome)).toEqual(calls.map(() => "succeeded"));
  });
});
