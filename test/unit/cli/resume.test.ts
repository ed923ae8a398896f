import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ownWords } from "../../../src/core/model/text/shown";
import { Journal, newRunId } from "../../../src/node/runs/journal/journal";
import type { ResultsDocument } from "../../../src/node/runs/documents/resultsDocument";
import { planOf } from "../node/runs/plans";
import { LoopbackServers } from "../node/tools/loopbackServer";

const servers = new LoopbackServers();
let folder: string;
let file: string;
let runs: string;
/** How often each address was asked, by "METHOD /path". */
let asked: Map<string, number>;
let onAsked: () => void;
let refused: ReadonlySet<string>;
let address: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "resumed-"));
  file = join(folder, "test.toolcalls.json");
  runs = join(folder, "parallel-tools", "runs");
  asked = new Map();
  refused = new Set();
  onAsked = () => undefined;
  address = await servers.serve((incoming, answer) => {
    incoming.resume();
    const key = `${incoming.method ?? ""} ${incoming.url ?? ""}`;
    asked.set(key, (asked.get(key) ?? 0) + 1);
    if (refused.has(key)) answer.statusCode = 422;
    answer.end(`{"asked":"${key}"}`);
    onAsked();
  });
});

afterEach(async () => {
  servers.close();
  await rm(folder, { recursive: true, force: true });
});

function start(words: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [resolve("dist/cli.js"), "run", file, "--format", "json", ...words], {
    cwd: folder,
    env: { ...process.env, CI: "", XDG_STATE_HOME: folder, ...env },
  });
}

async function run(words: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const child = start(words, env);
  let out = "";
  let error = "";
  child.stdout.on("data", (data: Buffer) => (out += data.toString()));
  child.stderr.on("data", (data: Buffer) => (error += data.toString()));
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { code, error, results: out === "" ? [] : (JSON.parse(out) as ResultsDocument).results };
}

const write = (calls: readonly unknown[], more: object = {}) =>
  writeFile(file, JSON.stringify({ version: 1, calls, ...more }));
const request = (id: string, method: string, path: string, more: object = {}) => ({
  id,
  tool: "http_request",
  arguments: { method, url: address + path, ...more },
});
const times = (key: string) => asked.get(key) ?? 0;

describe("a run whose process was killed", () => {
  it("goes on: nothing that was answered is lost or sent again, but what was in flight and may have changed something", async () => {
    const count = 600;
    const maxConcurrency = 12;
    const calls = Array.from({ length: count }, (_, index) =>
      request(`c${index}`, index % 3 === 0 ? "GET" : "POST", `/${index}`),
    );
    await write(calls, { maxConcurrency });
    const child = start([]);
    const closed = new Promise((done) => child.on("close", done));
    onAsked = () => {
      if (asked.size === count / 2) child.kill("SIGKILL");
    };
    await closed;
    const before = new Map(asked);
    expect(before.size).toBeGreaterThanOrEqual(count / 2);

    const resumed = await run(["--resume"]);
    const inDoubt = resumed.results.filter(({ outcomeUnknown }) => outcomeUnknown === true);
    expect(resumed.code).toBe(inDoubt.length > 0 ? 1 : 0);
    expect(inDoubt.length).toBeLessThanOrEqual(maxConcurrency);
    expect(resumed.results.filter(({ success }) => success)).toHaveLength(count - inDoubt.length);
    expect(resumed.error).toMatch(/^Going on with run \S+: \d+ reused, \d+ in doubt, \d+ to run\.\n/);
    const again = [...asked].filter(([, often]) => often > 1).map(([key]) => key);
    expect(again.filter((key) => key.startsWith("POST"))).toEqual([]);
    expect(again.length).toBeLessThanOrEqual(maxConcurrency);

    const allowed = await run(["--resume", "--allow-writes"]);
    expect(allowed.code).toBe(0);
    expect(allowed.results.map(({ result }) => result)).toEqual(
      calls.map(({ arguments: { method } }, index) => ({ asked: `${method} /${index}` })),
    );
  });
});

describe("a run that is gone on with", () => {
  it("reuses calls that are the same, and runs those anew that changed or need the result of one that did", async () => {
    refused = new Set(["POST /bad"]);
    await write([
      request("kept", "POST", "/kept"),
      request("changed", "POST", "/old"),
      request("needs", "POST", "/needs", { body: "${changed.asked}" }),
      request("bad", "POST", "/bad"),
      { tool: "calculate", arguments: { expression: "1 + 1" } },
    ]);
    const first = await run();
    expect(first.code).toBe(1);
    expect(first.error).toContain("--resume");

    refused = new Set();
    await write([
      { tool: "calculate", arguments: { expression: "1 + 1" } },
      request("new", "POST", "/new", { body: "${kept.asked}" }),
      request("bad", "POST", "/bad"),
      request("kept", "POST", "/kept"),
      request("changed", "POST", "/fresh"),
      request("needs", "POST", "/needs", { body: "${changed.asked}" }),
    ]);
    const second = await run(["--resume"]);
    expect(second.error).toContain("2 reused, 0 in doubt, 4 to run");
    expect(second.code).toBe(0);
    expect(["kept", "new", "bad", "fresh", "needs"].map((path) => times(`POST /${path}`))).toEqual([1, 1, 2, 1, 2]);

    const third = await run(["--resume"]);
    expect(third.error).toContain("6 reused, 0 in doubt, 0 to run");
    expect(third.results).toEqual(second.results);
  });

  it("runs what only reads again where its result is lost, and nothing else", async () => {
    const body = "x".repeat(5000);
    await write([request("read", "GET", `/read?${body}`), request("write", "POST", `/write?${body}`)]);
    const first = await run();
    const [id] = await readdir(runs);
    await truncate(join(runs, id!, "0001.results"), 10);
    const resumed = await run(["--resume"]);
    expect(resumed.error).toContain("1 reused, 0 in doubt, 1 to run");
    expect([times(`GET /read?${body}`), times(`POST /write?${body}`)]).toEqual([2, 1]);
    expect(resumed.results[0]?.result).toEqual(first.results[0]?.result);
    expect(resumed.results[1]).toMatchObject({ success: false, outcome: "succeeded" });
  });

  it("is named by its id, or is not there", async () => {
    await write([request("a", "POST", "/a")]);
    await run();
    const [id] = await readdir(runs);
    await write([request("b", "GET", "/b")]);
    await run();
    await write([request("a", "POST", "/a")]);
    expect((await run(["--run", id!])).error).toContain(`Going on with run ${id!}: 1 reused`);
    expect(times("POST /a")).toBe(1);
    const none = await run(["--run", "20200101T000000000Z-aaaaaa"]);
    expect([none.code, none.error]).toEqual([2, expect.stringContaining("There is no run 20200101T000000000Z-aaaaaa")]);
  });

  it("is not passed over where it cannot be read: nothing of an earlier run is sent then", async () => {
    await write([request("a", "POST", "/a")]);
    refused = new Set(["POST /a"]);
    await run();
    await run();
    const newest = (await readdir(runs)).sort().at(-1)!;
    for (const name of ["run.jsonl", "run.copy.jsonl"]) await writeFile(join(runs, newest, name), "damaged\n");
    for (const words of [["--resume"], ["--run", newest]]) {
      const ended = await run(words);
      expect([ended.code, ended.error]).toEqual([2, expect.stringContaining(`Run ${newest} cannot be read`)]);
      expect(ended.error).toContain(join(runs, newest));
    }
    expect(times("POST /a")).toBe(2);
  });

  it("says so when no run of its manifest is kept", async () => {
    await write([request("a", "POST", "/a")]);
    const ended = await run(["--resume"]);
    expect([ended.code, asked.size]).toEqual([2, 0]);
    expect(ended.error).toContain("Run it without --resume.");
  });
});

describe("what is kept of a run", () => {
  it("is nothing where nothing is to be, and in continuous integration only what was asked for", async () => {
    await write([request("a", "POST", "/a")]);
    await run(["--no-keep"]);
    await run([], { CI: "true" });
    await expect(readdir(runs)).rejects.toThrow("ENOENT");
    await run(["--keep"], { CI: "true" });
    expect(await readdir(runs)).toHaveLength(1);
  });

  it("is told once where it cannot be written, and the run goes on", async () => {
    await writeFile(join(folder, "parallel-tools"), "a file where a folder should be");
    await write([request("a", "POST", "/a"), request("b", "POST", "/b")]);
    const { code, error } = await run();
    expect(code).toBe(0);
    expect(error.match(/The run cannot be kept/g)).toHaveLength(1);
  });
});

describe("runs that are kept", () => {
  it("are the newest twenty of their workspace, once a run has ended", async () => {
    await write([request("a", "GET", "/a")]);
    await run();
    const [head] = await new Journal(runs, unexpected).heads();
    if (head?.keeper === undefined) throw new Error("Nothing was kept.");
    const journal = new Journal(runs, unexpected, { keeper: head.keeper });
    const plan = planOf(["a"]);
    const manifest = { calls: plan.calls, servers: {}, inputs: [], tools: {}, limits: {}, safety: {}, resources: {} };
    for (let startedAt = 0; startedAt < 30; startedAt++) {
      const header = { version: 1, id: newRunId(startedAt), title: "old", startedAt, plan, manifest } as const;
      await journal.create(ownWords(header)).flush();
    }
    await run();
    const kept = await journal.heads();
    expect(kept).toHaveLength(20);
    expect(kept.filter(({ file: ofFile }) => ofFile === file)).toHaveLength(2);
  });
});

function unexpected(error: unknown): void {
  throw error;
}
