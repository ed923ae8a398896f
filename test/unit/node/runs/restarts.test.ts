import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, expect, it, onTestFinished } from "vitest";
import { ownWords } from "../../../../src/core/model/text/shown";
import type { RunEvent } from "../../../../src/core/model/run";
import { prepare, reopen } from "../../../../src/node/runs/prepare";
import type { RunSession } from "../../../../src/node/runs/session";
import { plainEnvironment } from "../../../fixtures/runEnvironment";

const server = join(import.meta.dirname, "../../../fixtures/servers/misbehaving.mjs");

const sessions: RunSession[] = [];
afterEach(() => Promise.all(sessions.splice(0).map((session) => session.close())));

async function sessionOf(...tools: readonly string[]): Promise<{ session: RunSession; events: RunEvent[] }> {
  const prepared = await prepare({
    text: JSON.stringify({
      version: 1,
      retry: { maxAttempts: 1 },
      conflicts: "off",
      servers: { s: { command: process.execPath, args: [server] } },
      calls: tools.map((tool) => ({ tool: `s/${tool}` })),
    }),
    environment: plainEnvironment(),
    servers: "start",
  });
  const session = prepared.session({ header: prepared.header("20260101T000000000Z-aaaaaa", "run", 0) });
  sessions.push(session);
  const events: RunEvent[] = [];
  session.subscribe((event) => events.push(event));
  return { session, events };
}

it("a retry meets the server that the run left, also after it was cancelled", async () => {
  const { session } = await sessionOf("fail", "hang");
  const round = session.start();
  await expect.poll(() => session.state.calls.map(({ phase }) => phase)).toEqual(["ended", "running"]);
  session.cancel();
  await round;
  const again = session.retry([0, 1]);
  await expect.poll(() => session.state.calls.map(({ phase }) => phase)).toEqual(["ended", "running"]);
  session.cancel();
  await again;
  expect(session.state.restarts).toBeUndefined();
});

it("a retry says that a server which has crashed since was started anew", async () => {
  const { session } = await sessionOf("die");
  await session.start();
  await session.retry([0]);
  expect(session.state.restarts).toMatchObject([
    { source: "s", reason: expect.stringContaining("exit code 7") as unknown },
  ]);
});

it("a retry says so of a server that was ended meanwhile", async () => {
  const { session } = await sessionOf("fail");
  await session.start();
  await session.endServers();
  await session.retry([0]);
  expect(session.state.restarts).toMatchObject([{ source: "s", reason: "it was stopped." }]);
});

it("a run that is gone on with elsewhere says so of the servers that it had used", async () => {
  const { session, events } = await sessionOf("fail");
  await session.start();
  const resumed = reopen({ header: session.header, history: events.map(ownWords) }, plainEnvironment(), undefined);
  sessions.push(resumed);
  await resumed.retry([0]);
  expect(resumed.state.restarts).toMatchObject([
    { source: "s", reason: expect.stringContaining("has ended") as unknown },
  ]);
});

/** A module that counts in its memory, and one beside it; and a run that calls both. */
async function sessionOfModules() {
  const workspaceFolder = await mkdtemp(join(tmpdir(), "modules-"));
  onTestFinished(() => rm(workspaceFolder, { recursive: true, force: true }));
  const code = `let count = 0;
export const fail = () => { throw new Error(String(++count)); };
export const die = () => process.exit(7);`;
  for (const name of ["counter", "beside"]) await writeFile(join(workspaceFolder, `${name}.mjs`), code);
  const tools = {
    fail: { module: "counter.mjs", export: "fail" },
    die: { module: "counter.mjs", export: "die" },
    beside: { module: "beside.mjs", export: "fail" },
  };
  const calls = [{ tool: "fail" }, { tool: "beside" }, { tool: "die" }];
  const runner = { extraSources: [], moduleRunner: resolve("src/node/tools/module/moduleRunner.ts") };
  const environment = plainEnvironment({ places: { workspaceFolder }, tools: runner });
  const text = JSON.stringify({ version: 1, retry: { maxAttempts: 1 }, tools, calls });
  const prepared = await prepare({ text, environment, servers: "start" });
  const session = prepared.session({ header: prepared.header("20260101T000000000Z-aaaaaa", "run", 0) });
  sessions.push(session);
  const events: RunEvent[] = [];
  session.subscribe((event) => events.push(event));
  return { session, events, environment, module: join(workspaceFolder, "counter.mjs") };
}

it("a retry meets the module that the run left, and says so where its process has crashed", async () => {
  const { session } = await sessionOfModules();
  await session.start();
  await session.retry([1]);
  expect(session.state.restarts).toBeUndefined();
  expect(session.state.calls[1]?.ending).toMatchObject({ error: { message: expect.stringMatching(/2/) as unknown } });
  await session.retry([0]);
  expect(session.state.restarts).toMatchObject([
    { source: "counter.mjs", reason: "it crashed: it ended with exit code 7." },
  ]);
});

it("a retry says so of a module whose file has changed, or that was ended", async () => {
  const { session, module } = await sessionOfModules();
  await session.start();
  await session.retry([0]);
  await utimes(module, new Date(), new Date(1_000_000));
  await session.retry([0]);
  await session.endServers();
  await session.retry([0]);
  expect(session.state.restarts?.slice(1)).toMatchObject([
    { source: "counter.mjs", reason: "its file has changed." },
    { source: "counter.mjs", reason: "it was stopped." },
  ]);
});

it("a run that is gone on with elsewhere says so of the modules that it had used, and of no other", async () => {
  const { session, events, environment } = await sessionOfModules();
  await session.start();
  const resumed = reopen({ header: session.header, history: events.map(ownWords) }, environment, undefined);
  sessions.push(resumed);
  await resumed.retry([1]);
  expect(resumed.state.restarts).toMatchObject([
    { source: "beside.mjs", reason: expect.stringContaining("has ended") as unknown },
  ]);
});
