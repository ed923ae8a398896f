import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { JsonObject } from "../../../../../src/core/model/data/json";
import type { ProcessToolDefinition } from "../../../../../src/core/model/manifest";
import { ManifestSource } from "../../../../../src/node/tools/own/manifestSource";
import { attempt, eventually, failureOf, isRunning } from "../attempt";

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), "process-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(process: ProcessToolDefinition["process"], args: JsonObject, context = attempt(), more: object = {}) {
  const source = new ManifestSource(
    { it: { process, ...more } },
    {
      variables: {
        workspaceFolder: folder,
        env: (name) => (name === "SECRET" ? "s3cret" : undefined),
        input: () => undefined,
      },
      log: () => undefined,
    },
  );
  return source.call("it", args, context);
}

const node = process.execPath;
const printArgs = ["-e", "process.stdout.write(JSON.stringify(process.argv.slice(1)))", "--"];

describe("a process tool", () => {
  it("keeps one argument one argument, expands lists, and leaves out what was left out", async () => {
    const schema = { inputSchema: { type: "object", properties: { a: {}, list: {}, gone: {}, n: { default: 5 } } } };
    const words = { command: node, args: [...printArgs, "{a}", "--x={a}", "{list}", "{gone}", "{n}"], output: "json" };
    const args = { a: "two words; rm -rf $(x) 'q' \"", list: ["", "*", 3, { k: 1 }] };
    const result = await run(words as ProcessToolDefinition["process"], args, attempt(), schema);
    expect(result.structuredContent).toEqual([args.a, `--x=${args.a}`, "", "*", "3", '{"k":1}', "5"]);
  });

  it("gets folder, environment and input from arguments and variables", async () => {
    const script = `
      process.stdin.on("data", (text) => console.log(JSON.stringify(
        [text.toString(), process.env.KEPT, process.env.GIVEN, process.env.NUMBER, process.env.PATH === undefined, process.cwd()])))`;
    const { structuredContent } = await run(
      {
        command: node,
        args: ["-e", script],
        cwd: "{folder}",
        env: { KEPT: "${env:SECRET}", GIVEN: "<{a}>", NUMBER: 7, PATH: null },
        input: "{body}",
        output: "json",
      },
      { folder: ".", a: "x", body: { deep: [1] } },
    );
    expect(structuredContent).toEqual(['{"deep":[1]}', "s3cret", "<x>", "7", true, folder]);
  });

  it("streams output as progress that buys no time", async () => {
    const context = attempt();
    await run({ command: node, args: ["-e", "console.log('one\\n\\u001b[31mtwo\\u001b[0m\\n')"] }, {}, context);
    expect(context.reports).toEqual([{ message: "two", restartsTimeout: false }]);
  });

  it("fails with exit code and output, unless that exit code is none of failure", async () => {
    const words = { command: node, args: ["-e", "console.log('out'); console.error('why'); process.exit(3)"] };
    const failure = await failureOf(run(words, {}));
    expect(failure.message).toContain("ended with exit code 3: why");
    expect(failure.details).toEqual({ exitCode: 3, stdout: "out\n", stderr: "why\n" });
    const fine = await run({ ...words, exitCodes: [0, 3] }, {});
    expect(fine.structuredContent).toMatchObject({ exitCode: 3 });
  });

  it("returns text or JSON where that is wanted, and says when it was none or too much", async () => {
    const words = { command: node, args: ["-e", "process.stdout.write('{a}')"] };
    expect((await run({ ...words, output: "text" }, { a: "[1]" })).structuredContent).toBe("[1]");
    expect((await failureOf(run({ ...words, output: "json" }, { a: "no" }))).message).toContain("wrote no JSON");
    const long = run({ ...words, output: "text", maxOutputBytes: 10 }, { a: "x".repeat(11) });
    expect((await failureOf(long)).message).toContain("maxOutputBytes");
    const cut = await run({ ...words, maxOutputBytes: 10 }, { a: "x".repeat(11) });
    expect(cut.structuredContent).toMatchObject({ stdout: "x".repeat(10), truncated: true });
  });

  it("says what to do when its program or folder is not there", async () => {
    expect((await failureOf(run({ command: "no-such-program-at-all" }, {}))).message).toContain("was not found");
    expect((await failureOf(run({ command: node, cwd: "none" }, {}))).message).toContain("does not exist");
    const long = run({ command: node, args: ["-e", "0", "{a}"] }, { a: "x".repeat(300_000) });
    expect((await failureOf(long)).message).toContain("longer than the system takes");
  });

  it.skipIf(process.platform === "win32")(
    "with a shell hands arguments over as values, never as commands",
    async () => {
      const source = { command: "printf '%s|' {a} {list} \"in {a}\" | tr a-z A-Z", shell: true };
      const a = `x'; touch ${folder}/hacked; echo "$(touch ${folder}/hacked)\``;
      const { structuredContent } = await run({ ...source, output: "text" }, { a, list: ["b c", "*"] });
      expect(structuredContent).toContain(`${a.toUpperCase()}|B C|*|`);
      await expect(readFile(join(folder, "hacked"))).rejects.toThrow();
    },
  );

  it("shows that it uses a shell", async () => {
    const source = new ManifestSource(
      { a: { process: { command: "ls {x} | wc", shell: true } }, b: { process: { command: "ls" } } },
      { variables: { env: () => undefined, input: () => undefined }, log: () => undefined },
    );
    const [a, b] = await source.list();
    expect(a).toMatchObject({ usesShell: true, description: "Runs in a shell: ls {x} | wc" });
    expect(b).not.toHaveProperty("usesShell");
  });

  it.each(["cancelled", "timed out"])("ends the whole tree when it is %s, also what ignores signals", async () => {
    const stubborn = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);`;
    const script = `
      const { spawn } = require("node:child_process");
      const child = spawn(process.execPath, ["-e", ${JSON.stringify(stubborn)}], { stdio: "inherit" });
      console.log(JSON.stringify([process.pid, child.pid]));
      ${stubborn}`;
    const stop = new AbortController();
    const context = attempt(stop.signal);
    const call = failureOf(run({ command: node, args: ["-e", script] }, {}, context));
    await eventually(() => context.reports.length > 0);
    const pids = JSON.parse((context.reports[0] as { message: string }).message) as number[];
    expect(await Promise.all(pids.map(isRunning))).toEqual([true, true]);
    stop.abort();
    expect(await call).toMatchObject({ kind: "cancelled" });
    expect(await Promise.all(pids.map(isRunning))).toEqual([false, false]);
  });
});
