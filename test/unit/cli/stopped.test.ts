import { spawn } from "node:child_process";
import { once } from "node:events";
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

/** The results of calls that were all answered while their process stood still; none where it was too slow to ask in time. */
async function resultsOf(timeoutMs: number): Promise<ResultsDocument["results"] | undefined> {
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
  const startedAt = performance.now();
  const child = spawn(process.execPath, [resolve("dist/cli.js"), "run", file, "--format", "json"]);
  let out = "";
  child.stdout.on("data", (data: Buffer) => (out += data.toString()));
  const closed = once(child, "close");
  await Promise.race([all, closed]);
  child.kill("SIGSTOP");
  const isInTime = performance.now() - startedAt < timeoutMs;
  for (const { answer } of asked) answer();
  if (isInTime) {
    // All of them are due while it stands still.
    await delay(timeoutMs);
  } else child.kill("SIGKILL");
  child.kill("SIGCONT");
  await closed;
  return isInTime ? (JSON.parse(out) as ResultsDocument).results : undefined;
}

// Windows has no such signals.
describe.skipIf(process.platform === "win32")("a process that is stopped and goes on", () => {
  it("reads the answers that came meanwhile, and does not take them for timeouts", async () => {
    let results;
    for (let timeoutMs = 1000; results === undefined; timeoutMs *= 2) results = await resultsOf(timeoutMs);
    expect(results.map(({ outcome }) => outcome)).toEqual(Array.from({ length: count }, () => "succeeded"));
  });
});
