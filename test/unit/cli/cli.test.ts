import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ResultsDocument } from "../../../src/node/runs/documents/resultsDocument";
import { eventually, isRunning, patience } from "../node/tools/attempt";

const cli = resolve("dist/cli.js");
const modules = resolve("node_modules/@modelcontextprotocol");
const everything = { command: process.execPath, args: [`${modules}/server-everything/dist/index.js`, "stdio"] };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cli-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

interface Interruption {
  /** Whether it may take as long as it needs to end. */
  readonly isPatient?: boolean;
  readonly onStart?: (child: ChildProcessWithoutNullStreams) => void;
  /** Told once, when something has been printed. */
  readonly onOutput?: (child: ChildProcessWithoutNullStreams) => void;
}

/** Runs the built command line on a manifest. */
async function run(
  words: readonly string[],
  manifest: unknown,
  { isPatient = false, onStart, onOutput }: Interruption = {},
): Promise<Ended> {
  const file = join(folder, "test.toolcalls.json");
  await writeFile(
    file,
    manifest instanceof Uint8Array || typeof manifest === "string" ? manifest : JSON.stringify(manifest),
  );
  const node = isPatient ? ["--import", patience] : [];
  const child = spawn(process.execPath, [...node, cli, words[0]!, file, ...words.slice(1)], { cwd: folder });
  let out = "";
  let error = "";
  onStart?.(child);
  child.stdout.once("data", () => onOutput?.(child));
  child.stdout.on("data", (data: Buffer) => (out += data.toString()));
  child.stderr.on("data", (data: Buffer) => (error += data.toString()));
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { code, out, error };
}

const documentOf = ({ out }: Ended): ResultsDocument => JSON.parse(out) as ResultsDocument;

/** The process that has written its number into a file of the folder, once it has. */
async function processIn(name: string): Promise<number> {
  const number = () => readFile(join(folder, name), "utf8");
  await expect.poll(number).toMatch(/\d/);
  return Number(await number());
}

describe("parallel-tools run", () => {
  it("knows the folder that it works in by its name too, and says which one there is of another", async () => {
    const args = ["-p", "process.argv[1]"];
    const of = (folderName: string) => ({
      tool: "run_process",
      arguments: { command: process.execPath, args: [...args, `\${workspaceFolder:${folderName}}`] },
    });
    const name = basename(folder);
    const { code, out, error } = await run(["run", "--format", "json"], { version: 1, calls: [of(name), of("api")] });
    const [named, unknown] = (JSON.parse(out) as ResultsDocument).results;
    expect(named?.result).toMatchObject({ stdout: expect.stringContaining(name) as string });
    expect(unknown).toMatchObject({ success: false });
    expect(error).toContain(`names a folder "api" that is not open. Open ones are: ${name}.`);
    expect(code).toBe(1);
  });

  it("prints one document, results in the order of the calls, and exits with 0 when all succeeded", async () => {
    const ended = await run(["run", "--format", "json"], {
      version: 1,
      servers: { everything },
      calls: [
        { id: "slow", tool: "wait", arguments: { durationMs: 80 } },
        { id: "sum", tool: "everything/get-sum", arguments: { a: 2, b: 40 } },
        { tool: "everything/echo", arguments: { message: "${sum}" } },
      ],
    });
    const { results, edges, summary } = documentOf(ended);
    expect(results.map(({ index, id, tool, success, outcome }) => [index, id, tool, success, outcome])).toEqual([
      [0, "slow", "wait", true, "succeeded"],
      [1, "sum", "everything/get-sum", true, "succeeded"],
      [2, undefined, "everything/echo", true, "succeeded"],
    ]);
    expect(results[2]?.result).toBe("Echo: The sum of 2 and 40 is 42.");
    expect(edges).toEqual([{ from: 1, to: 2, kind: "data", reason: "arguments.message uses sum" }]);
    expect(Object.keys(summary)).toEqual([
      "total", "succeeded", "failed", "timedOut", "cancelled", "skipped", "denied",
      "wallMs", "sumMs", "speedup", "boundMs", "peakConcurrency",
    ]); // prettier-ignore
    expect(summary).toMatchObject({ total: 3, succeeded: 3, peakConcurrency: 2 });
    expect(ended).toMatchObject({ code: 0, error: "" });
  });

  it("exits with 1 when a call failed, skips what needs it, and runs everything else", async () => {
    const ended = await run(["run", "--format", "json"], {
      version: 1,
      servers: { gone: { command: "no-such-program-anywhere" } },
      calls: [
        { id: "lost", tool: "gone/anything", arguments: {} },
        { tool: "calculate", arguments: { expression: "${lost} + 1" } },
        { tool: "calculate", arguments: { expression: "6 * 7" } },
      ],
    });
    const { results, summary } = documentOf(ended);
    expect(results.map((result) => result.outcome)).toEqual(["failed", "skipped", "succeeded"]);
    expect(results[0]?.error).toMatchObject({ kind: "unavailable" });
    expect(results[0]?.error?.message).toContain("no-such-program-anywhere");
    expect(results[1]?.error?.message).toContain("lost");
    expect(summary).toMatchObject({ failed: 1, skipped: 1, succeeded: 1 });
    expect(ended.code).toBe(1);
  });

  it("exits with 2 and runs nothing when there are problems, all listed with line and column", async () => {
    const ended = await run(
      ["run"],
      '{ "version": 1,\n  "calls": [\n    { "tool": "calcualte", "arguments": {} },\n    { "tool": "wait", "arguments": { "durationMs": "long" } }\n  ] }',
    );
    expect(ended.code).toBe(2);
    expect(ended.out).toBe("");
    expect(ended.error).toMatch(/test\.toolcalls\.json:3:15: error: .*calculate/);
    expect(ended.error).toMatch(/test\.toolcalls\.json:4:\d+: error: .*durationMs/);
  });

  it.each([
    ["an empty file", "", "error"],
    ["JSON without calls", '{ "name": "x" }', "error"],
    ["text that is not UTF-8", new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), "not UTF-8"],
  ])("exits with 2 for %s and says so", async (_name, text, message) => {
    const ended = await run(["run"], text);
    expect(ended.code).toBe(2);
    expect(ended.error).toContain(message);
  });

  it("exits with 2 for words it does not know, and says what they should be", async () => {
    const missing = await run(["run", "--workspace", folder, "--format", "xml"], "{}");
    expect(missing).toMatchObject({ code: 2, out: "" });
    expect(missing.error).toContain("--format takes json or text");
  });

  it("ends its servers and processes, and keeps what has finished, when it is interrupted", async () => {
    const ended = await run(
      ["run"],
      {
        version: 1,
        servers: { everything },
        calls: [
          { id: "quick", tool: "everything/echo", arguments: { message: "done" } },
          { id: "long", tool: "everything/trigger-long-running-operation", arguments: { duration: 600, steps: 2 } },
          {
            id: "child",
            tool: "run_process",
            arguments: {
              command: process.execPath,
              args: [
                "-e",
                `require("fs").writeFileSync("child.pid", String(process.pid)); setInterval(() => {}, 1000)`,
              ],
            },
          },
        ],
      },
      {
        isPatient: true,
        onOutput: (child) => void processIn("child.pid").then(() => child.kill("SIGINT")),
      },
    );
    expect(ended.code).toBe(1);
    expect(ended.out).toMatch(/✓ .*quick/);
    expect(ended.out).toMatch(/– .*long.*cancelled/);
    expect(ended.out).toContain("2 cancelled");
    const child = await processIn("child.pid");
    await eventually(async () => !(await isRunning(child)));
  });
});

describe("what a run returned", () => {
  const calls = [
    { id: "last", tool: "wait", arguments: { durationMs: 1 }, dependsOn: ["twice"] },
    { id: "sum", tool: "calculate", arguments: { expression: "2 + 3" } },
    { id: "twice", tool: "calculate", arguments: { expression: "${sum.value} * 2" } },
  ];
  const linesOf = (text: string) => text.trimEnd().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>); // prettier-ignore

  it("is a line a call as it ends, then the edges and a summary, where lines are asked for", async () => {
    const ended = await run(["run", "--format", "jsonl"], { version: 1, calls });
    const lines = linesOf(ended.out);
    expect(lines.map(({ type, id, success, from, to }) => [type, id, success, from, to])).toEqual([
      ["result", "sum", true, undefined, undefined],
      ["result", "twice", true, undefined, undefined],
      ["result", "last", true, undefined, undefined],
      ["edge", undefined, undefined, 2, 0],
      ["edge", undefined, undefined, 1, 2],
      ["summary", undefined, undefined, undefined, undefined],
    ]);
    expect(lines[1]).toMatchObject({ tool: "calculate", outcome: "succeeded", result: { value: 10 } });
    expect(lines.at(-1)).toMatchObject({ total: 3, succeeded: 3 });
    expect(ended).toMatchObject({ code: 0, error: "" });
  });

  it("is written to a file where one is named, and nothing is printed", async () => {
    const file = join(folder, "results.json");
    const ended = await run(["run", "--format", "json", "--output", file], { version: 1, calls });
    expect(ended).toMatchObject({ code: 0, out: "", error: "" });
    const document = JSON.parse(await readFile(file, "utf8")) as ResultsDocument;
    expect(document.results.map(({ success }) => success)).toEqual([true, true, true]);
  });

  it("does not begin to run when its file cannot be written", async () => {
    const ended = await run(["run", "--output", join(folder, "no", "such", "folder")], { version: 1, calls });
    expect(ended).toMatchObject({ code: 2, out: "" });
    expect(ended.error).toContain("could not be written");
  });
});

describe("a run that is stopped from outside", () => {
  const silent = {
    command: process.execPath,
    args: ["-e", `require("fs").writeFileSync("server.pid", String(process.pid)); setInterval(() => {}, 1000)`],
  };

  it("ends at once while a server starts that never answers, and says that all calls were cancelled", async () => {
    const manifest = { version: 1, servers: { silent }, calls: [{ tool: "silent/a" }, { tool: "wait", arguments: { durationMs: 1 } }] }; // prettier-ignore
    const server = processIn("server.pid");
    const ended = await run(["run", "--format", "json"], manifest, {
      isPatient: true,
      onStart: (child) => void server.then(() => child.kill("SIGTERM")),
    });
    expect(ended).toMatchObject({ code: 1, error: "" });
    expect(documentOf(ended).results.map(({ outcome, attempts }) => [outcome, attempts])).toEqual([
      ["cancelled", []],
      ["cancelled", []],
    ]);
    expect(await isRunning(await server)).toBe(false);
  });

  it("ends at the second signal, and a server that hears none ends as well", async () => {
    const deaf = {
      command: process.execPath,
      args: [
        "-e",
        `for (const s of ["SIGTERM", "SIGINT"]) process.on(s, () => {}); require("fs").writeFileSync("server.pid", String(process.pid)); setInterval(() => {}, 1000)`,
      ],
    };
    const server = processIn("server.pid");
    const repeat = (child: ChildProcessWithoutNullStreams): void => {
      if (child.kill("SIGTERM")) setImmediate(() => repeat(child));
    };
    await run(
      ["run"],
      { version: 1, servers: { deaf }, calls: [{ tool: "deaf/a" }] },
      {
        onStart: (child) => void server.then(() => repeat(child)),
      },
    );
    const started = await server;
    await eventually(async () => !(await isRunning(started)));
  });

  it("cancels what goes on when nobody reads what it prints, without a word", async () => {
    const calls = [1, 300, 600, 60_000].map((durationMs) => ({ tool: "wait", arguments: { durationMs } }));
    const ended = await run(
      ["run"],
      { version: 1, calls },
      { isPatient: true, onOutput: (child) => child.stdout.destroy() },
    );
    expect(ended).toMatchObject({ code: 1, error: "" });
  });
});

describe("parallel-tools plan", () => {
  it("prints calls, edges and problems, and finds the edges of a tool that no source has", async () => {
    const ended = await run(["plan", "--format", "json"], {
      version: 1,
      calls: [
        { id: "a", tool: "nowhere", arguments: { path: "x" } },
        { tool: "wait", arguments: { durationMs: 1 }, dependsOn: ["a"] },
      ],
    });
    const document = JSON.parse(ended.out) as { calls: unknown; edges: unknown; problems: { message: string }[] };
    expect(document.calls).toEqual([
      { index: 0, id: "a", tool: "nowhere", arguments: { path: "x" } },
      { index: 1, tool: "wait", arguments: { durationMs: 1 } },
    ]);
    expect(document.edges).toEqual([{ from: 0, to: 1, kind: "declared", reason: "depends on a" }]);
    expect(document.problems).toHaveLength(1);
    expect(document.problems[0]).toMatchObject({ line: 1, severity: "error" });
  });
});

describe("parallel-tools tools", () => {
  it("lists the tools of every source, and says which could not be started", async () => {
    const ended = await run(["tools", "--format", "json"], {
      version: 1,
      servers: { everything, gone: { command: "no-such-program-anywhere" } },
      calls: [{ tool: "wait", arguments: { durationMs: 1 } }],
    });
    const { sources } = JSON.parse(ended.out) as { sources: { source: string; tools?: { name: string }[] }[] };
    expect(sources.map((source) => source.source)).toEqual(["builtin", "everything", "gone"]);
    expect(sources[1]?.tools?.map((tool) => tool.name)).toContain("get-sum");
    expect(sources[2]?.tools).toBeUndefined();
    expect(ended.code).toBe(1);
  });
});
