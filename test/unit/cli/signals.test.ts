import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startScriptedModel } from "../../fixtures/models/scriptedModel";
import { patience } from "../node/tools/attempt";
import { LoopbackServers } from "../node/tools/loopbackServer";

const servers = new LoopbackServers();
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "signals-"));
  file = join(folder, "a.toolcalls.json");
});

afterEach(async () => {
  servers.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

function start(words: readonly string[], node: readonly string[] = []): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [...node, resolve("dist/cli.js"), ...words], {
    cwd: folder,
    env: { ...process.env, CI: "", XDG_STATE_HOME: folder, OPENAI_API_KEY: "k" },
  });
}

function endOf(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  return new Promise((done) => child.on("exit", (code, signal) => done({ code, signal })));
}

const write = (manifest: object) => writeFile(file, JSON.stringify({ version: 1, ...manifest }));
const exists = (path: string) => expect.poll(() => access(path), { interval: 20 }).toBeUndefined();

/** A call that leaves a mark when it has begun, and goes on. */
const marking = () => ({
  tool: "run_process",
  arguments: {
    command: process.execPath,
    args: ["-e", `require("fs").writeFileSync("begun", ""); setInterval(() => {}, 1000)`],
  },
});

// Windows has no such signals.
describe.skipIf(process.platform === "win32")("a command line that is told to end", () => {
  it.each(["plan", "run"])("ends at once while it is busy with a large text for %s", async (command) => {
    const calls = Array.from({ length: 100_000 }, (_, index) => ({
      id: `c${index}`,
      tool: "calculate",
      arguments: { expression: `${index}` },
    }));
    await write({ calls });
    const child = start([command, file, "--no-keep"].slice(0, command === "run" ? 3 : 2));
    child.stdout.resume();
    const end = endOf(child);
    setImmediate(() => child.kill("SIGTERM"));
    expect(await end).toEqual({ code: null, signal: "SIGTERM" });
  });

  it("ends while calls end one after another, and says what became of them", async () => {
    await write({
      calls: Array.from({ length: 20_000 }, () => ({ tool: "calculate", arguments: { expression: "1" } })),
    });
    const child = start(["run", file, "--no-keep"]);
    const end = endOf(child);
    let out = "";
    child.stdout.once("data", () => child.kill("SIGINT"));
    child.stdout.on("data", (data: Buffer) => (out += data.toString()));
    const { code, signal } = await end;
    expect(signal === "SIGINT" || code === 1).toBe(true);
    expect(out).not.toContain("20000 succeeded");
  });

  it("ends although nobody reads what it prints", async () => {
    await writeFile(join(folder, "large.txt"), "x".repeat(5_000_000));
    const large = { id: "large", tool: "read_file", arguments: { path: "large.txt" } };
    await write({ calls: [large, { ...marking(), dependsOn: ["large"] }] });
    const child = start(["run", file, "--no-keep", "--format", "json"]);
    const end = endOf(child);
    await exists(join(folder, "begun"));
    child.kill("SIGTERM");
    expect(await end).toEqual({ code: null, signal: "SIGTERM" });
  });

  it("ends while a run goes on that it has taken up again", async () => {
    await write({ calls: [marking()] });
    for (const words of [[], ["--resume", "--allow-writes"]]) {
      await rm(join(folder, "begun"), { force: true });
      const child = start(["run", file, ...words], ["--import", patience]);
      const end = endOf(child);
      await exists(join(folder, "begun"));
      child.kill("SIGINT");
      expect(await end).toEqual({ code: 1, signal: null });
    }
  });

  it("ends while a model does not answer", async () => {
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((done) => (asked = done));
    const address = await servers.serve((incoming) => {
      incoming.resume();
      asked();
    });
    const child = start(["task", "x", "--model", "m", "--base-url", address], ["--import", patience]);
    const end = endOf(child);
    await isAsked;
    child.kill("SIGTERM");
    expect(await end).toEqual({ code: 2, signal: null });
  });

  it.each(["plan", "tools"])("ends while a server starts that never answers, for %s", async (command) => {
    const script = `require("fs").writeFileSync("begun", ""); setInterval(() => {}, 1000)`;
    await write({
      servers: { silent: { command: process.execPath, args: ["-e", script] } },
      calls: [{ tool: "silent/a" }],
    });
    const child = start([command, file]);
    const end = endOf(child);
    await exists(join(folder, "begun"));
    child.kill("SIGTERM");
    expect(await end).not.toEqual({ code: 0, signal: null });
  });
});

const hasTerminal = spawnSync("script", ["--version"]).status === 0;

describe.runIf(hasTerminal)("a question on a terminal", () => {
  it("ends with the whole command at Ctrl+C, and the next one is not asked", async () => {
    const call = (word: string) => ({ name: "run_process", arguments: { command: "echo", args: [word] } });
    const model = await startScriptedModel([{ calls: [call("a"), call("b")] }, { text: "done" }]);
    const words = [process.execPath, resolve("dist/cli.js"), "task", "x", "--model", "m", "--base-url", model.baseUrl];
    const child = spawn("script", ["-qec", words.map((word) => `'${word}'`).join(" "), "/dev/null"], {
      cwd: folder,
      env: { ...process.env, OPENAI_API_KEY: "k" },
    });
    let shown = "";
    child.stdout.on("data", (data: Buffer) => (shown += data.toString()));
    const question = "[y/N] ";
    await expect.poll(() => shown).toContain(question);
    child.stdin.write("\u0003");
    await endOf(child);
    await model.close();
    expect(shown.replaceAll(/\u001b\[\d+[GJ]/g, "").split(question).length).toBeLessThan(4);
    expect(shown).not.toContain("done");
  });
});
