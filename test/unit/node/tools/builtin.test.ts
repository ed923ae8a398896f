import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { JsonObject } from "../../../../src/core/model/data/json";
import { resultValue } from "../../../../src/core/model/result";
import { builtInSource } from "../../../../src/node/tools/builtin/builtInSource";
import { attempt, eventually, failureOf, isRunning } from "./attempt";

let folder = "";
let outside = "";

beforeAll(async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), "builtin-")));
  folder = join(root, "workspace");
  outside = join(root, "outside");
  const files: Record<string, string | Buffer> = {
    "workspace/a.txt": "one\ntwo\nthree\n",
    "workspace/src/deep/b.ts": "const two = 2;\r\n// TODO: more\r\n",
    "workspace/src/c.json": '{"c":[1,2]}',
    "workspace/.git/config": "two",
    "workspace/node_modules/x/index.js": "two",
    "workspace/latin.txt": Buffer.from([0x63, 0x61, 0x66, 0xe9]),
    "workspace/wide.txt": Buffer.from("\ufefftwo", "utf16le"),
    "workspace/picture.bin": Buffer.from([1, 0, 2, 0]),
    "workspace/slow.txt": `${"a".repeat(60)}!`,
    "outside/secret.txt": "two",
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(root, path, ".."), { recursive: true });
    await writeFile(join(root, path), content);
  }
  await symlink(join(outside, "secret.txt"), join(folder, "link.txt"));
  await symlink(folder, join(folder, "src/circle"));
});

afterAll(() => rm(join(folder, ".."), { recursive: true }));

const call = (tool: string, args: Record<string, unknown>, context = attempt()) =>
  builtInSource({ workspaceFolder: folder }).call(tool, args as never, context);
const value = async (tool: string, args: Record<string, unknown>) => resultValue(await call(tool, args));
const message = async (tool: string, args: Record<string, unknown>) => (await failureOf(call(tool, args))).message;

describe("the built-in tools", () => {
  it("each have a title, a description, annotations and a closed schema that is valid and describes its properties", async () => {
    const tools = await builtInSource({}).list();
    expect(tools.map((tool) => tool.name)).toEqual([
      "read_file",
      "list_files",
      "search_text",
      "http_request",
      "run_process",
      "calculate",
      "wait",
    ]);
    for (const { title, description, annotations, inputSchema } of tools) {
      expect([title, description, annotations]).not.toContain(undefined);
      expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
      expect(() => new Ajv2020().compile(inputSchema!)).not.toThrow();
      for (const property of Object.values(inputSchema!.properties!)) expect(property).toHaveProperty("description");
    }
  });

  it("refuse arguments that break their schema, all at once", async () => {
    const failure = await failureOf(call("wait", { durationMs: -1, extra: true }));
    expect(failure.kind).toBe("invalidArguments");
    expect(failure.message).toContain("durationMs");
    expect(failure.message).toContain("extra");
  });

  it("offer the nearest name for one that does not exist", async () => {
    expect(await message("read_fiel", {})).toContain('Did you mean "read_file"?');
  });
});

describe("read_file", () => {
  it("reads a file by relative path, absolute path and file URL", async () => {
    const path = join(folder, "a.txt");
    for (const spelled of ["a.txt", "./src/../a.txt", path, pathToFileURL(path).href]) {
      expect(await value("read_file", { path: spelled })).toBe("one\ntwo\nthree\n");
    }
  });

  it("reads some lines with their line ends", async () => {
    expect(await value("read_file", { path: "a.txt", offset: 2, limit: 1 })).toBe("two\n");
    expect(await value("read_file", { path: "src/deep/b.ts", limit: 1 })).toBe("const two = 2;\r\n");
    expect(await value("read_file", { path: "a.txt", offset: 9 })).toBe("");
  });

  it("gives references the parsed value of a JSON file", async () => {
    expect(await value("read_file", { path: "src/c.json" })).toEqual({ c: [1, 2] });
  });

  it("says in words why a file cannot be read", async () => {
    expect(await message("read_file", { path: "no.txt" })).toBe('"no.txt" does not exist.');
    expect(await message("read_file", { path: "a.txt/b" })).toContain("a part of it is a file");
    expect(await message("read_file", { path: "src" })).toBe('"src" is a folder, not a file.');
    expect(await message("read_file", { path: "latin.txt" })).toContain("is not UTF-8 text");
    expect(await message("read_file", { path: "wide.txt" })).toContain("is UTF-16 text");
    expect(await message("read_file", { path: "picture.bin" })).toContain("is a binary file");
  });

  it("stays inside the workspace folder, through links too, and does not tell what is outside", async () => {
    for (const path of ["../outside/secret.txt", join(outside, "secret.txt"), "../outside/none.txt", "link.txt"]) {
      expect(await message("read_file", { path })).toContain("is outside the workspace folder");
    }
  });

  it("reads in all folders of the workspace, by absolute paths and from the first", async () => {
    const places = { workspaceFolder: folder, workspaceFolders: [{ name: "outside", path: outside }] };
    const ask = (tool: string, args: JsonObject) => builtInSource(places).call(tool, args, attempt());
    for (const path of [join(outside, "secret.txt"), "../outside/secret.txt", "link.txt"]) {
      expect(resultValue(await ask("read_file", { path }))).toBe("two");
    }
    expect(resultValue(await ask("list_files", { path: outside }))).toMatchObject({
      files: ["../outside/secret.txt"],
    });
    const failure = await failureOf(ask("read_file", { path: join(outside, "..") }));
    expect(failure.message).toContain(`is outside the workspace's folders ${folder}, ${outside};`);
  });

  it("needs an open folder", async () => {
    const failure = await failureOf(builtInSource({}).call("read_file", { path: "a.txt" }, attempt()));
    expect(failure.message).toContain("No folder is open");
  });
});

describe("list_files", () => {
  const files = async (args: Record<string, unknown>) =>
    ((await value("list_files", args)) as { files: string[] }).files;

  it("lists everything but .git and node_modules, and follows no links", async () => {
    expect(await files({})).toEqual([
      "a.txt",
      "latin.txt",
      "picture.bin",
      "slow.txt",
      "src/c.json",
      "src/deep/b.ts",
      "wide.txt",
    ]);
    expect(await files({ includeIgnored: true })).toContain(".git/config");
  });

  it("matches globs, at any depth when they name no folder", async () => {
    expect(await files({ pattern: "*.{ts,json}" })).toEqual(["src/c.json", "src/deep/b.ts"]);
    expect(await files({ pattern: "src/*.json" })).toEqual(["src/c.json"]);
    expect(await files({ pattern: "src/**/b.t?" })).toEqual(["src/deep/b.ts"]);
    expect(await files({ pattern: "[ap]*.[!b]*" })).toEqual(["a.txt"]);
    expect(await files({ path: "src", pattern: "deep/**" })).toEqual(["src/deep/b.ts"]);
    expect(await files({ pattern: "**/deep", includeFolders: true })).toEqual(["src/deep/"]);
    expect(await message("list_files", { pattern: "{a" })).toContain('"{a" is no valid glob pattern');
  });

  it("says when there were more", async () => {
    expect(await value("list_files", { maxResults: 1 })).toMatchObject({ truncated: true });
    expect(await value("list_files", { maxResults: 7 })).toMatchObject({ truncated: false });
  });

  it("says when its path is no folder", async () => {
    expect(await message("list_files", { path: "a.txt" })).toBe('"a.txt" is a file, not a folder.');
  });
});

describe("search_text", () => {
  it("finds text with its line and column, and skips what is no text", async () => {
    expect(await value("search_text", { pattern: "two" })).toEqual({
      matches: [
        { path: "a.txt", line: 2, column: 1, text: "two" },
        { path: "src/deep/b.ts", line: 1, column: 7, text: "const two = 2;" },
      ],
      filesSearched: 4,
      truncated: false,
    });
  });

  it("takes regular expressions, a file, a glob and letters of either case", async () => {
    const found = async (args: Record<string, unknown>) =>
      ((await value("search_text", args)) as { matches: { path: string; line: number }[] }).matches.map(
        ({ path, line }) => `${path}:${String(line)}`,
      );
    expect(await found({ pattern: "^t\\w+$", regex: true })).toEqual(["a.txt:2", "a.txt:3"]);
    expect(await found({ pattern: "todo", caseSensitive: false })).toEqual(["src/deep/b.ts:2"]);
    expect(await found({ pattern: "two", path: "a.txt" })).toEqual(["a.txt:2"]);
    expect(await found({ pattern: "two", glob: "*.ts" })).toEqual(["src/deep/b.ts:1"]);
  });

  it("stops an expression that backtracks for ever", async () => {
    const said = await message("search_text", { pattern: "(a+)+$", regex: true, path: "slow.txt" });
    expect(said).toContain("took longer than 2000 ms");
  });

  it("stops such an expression at once when the attempt is aborted", async () => {
    const controller = new AbortController();
    const failure = failureOf(
      call("search_text", { pattern: "(a+)+$", regex: true, path: "slow.txt" }, attempt(controller.signal)),
    );
    setTimeout(() => {
      controller.abort();
    }, 100);
    expect((await failure).kind).toBe("cancelled");
  });

  it("says what is wrong with an expression", async () => {
    expect(await failureOf(call("search_text", { pattern: "(", regex: true }))).toMatchObject({
      kind: "invalidArguments",
    });
  });

  it("says when there were more", async () => {
    expect(await value("search_text", { pattern: "t", maxResults: 1 })).toMatchObject({ truncated: true });
  });
});

describe("run_process", () => {
  const node = (script: string, more: Record<string, unknown> = {}) => ({
    command: process.execPath,
    args: ["-e", script],
    ...more,
  });

  it("gives exit code and output, with standard input, environment and folder", async () => {
    const script = "process.stdin.on('data',d=>console.log(d+process.env.X+process.cwd()+process.env.HOME))";
    expect(
      await value("run_process", node(script, { stdin: "in ", env: { X: "x ", HOME: null }, cwd: "src" })),
    ).toEqual({
      exitCode: 0,
      stdout: `in x ${join(folder, "src")}undefined\n`,
      stderr: "",
    });
  });

  it("passes arguments as they are, to no shell", async () => {
    const args = ["-p", "process.argv[1]", "$HOME; `id` 'x' \"y\" *"];
    expect(await value("run_process", { command: process.execPath, args })).toMatchObject({
      stdout: `${args[2] ?? ""}\n`,
    });
  });

  it("fails on an exit code other than 0 and keeps what was said", async () => {
    const failure = await failureOf(call("run_process", node("console.log('o');console.error('e');process.exit(3)")));
    expect(failure).toMatchObject({ kind: "tool", details: { exitCode: 3, stdout: "o\n", stderr: "e\n" } });
    expect(failure.message).toContain("ended with exit code 3: e");
  });

  it("fails when the program does not exist, without having reached it", async () => {
    expect(await failureOf(call("run_process", { command: "no-such" }))).toMatchObject({
      kind: "tool",
      reachedTool: false,
    });
  });

  it("keeps a bounded part of endless output", async () => {
    const script = "process.stdout.write('x'.repeat(12*1024*1024))";
    const result = (await value("run_process", node(script))) as { stdout: string; truncated: boolean };
    expect([result.stdout.length, result.truncated]).toEqual([10 * 1024 * 1024, true]);
  });

  it("ends the whole tree when it is aborted, also what ignores signals", async () => {
    const controller = new AbortController();
    const pidFile = join(folder, "src", "pid");
    const child =
      "process.on('SIGTERM',()=>{});require('fs').writeFileSync(process.argv[1],String(process.pid));setInterval(()=>{},1000)";
    const parent = `require('child_process').spawn(process.execPath,['-e',${JSON.stringify(child)},${JSON.stringify(pidFile)}],{stdio:'inherit'});setInterval(()=>{},1000)`;
    const failure = failureOf(call("run_process", node(parent), attempt(controller.signal)));
    const pid = async () => Number(await value("read_file", { path: pidFile }).catch(() => 0));
    await eventually(async () => (await pid()) > 0);
    const grandchild = await pid();
    controller.abort();
    expect((await failure).kind).toBe("cancelled");
    await eventually(async () => !(await isRunning(grandchild)));
    await rm(pidFile);
  });

  it("does not wait for what the program left running, and ends it", async () => {
    const script =
      "const c=require('child_process').spawn(process.execPath,['-e','setInterval(()=>{},1000)'],{stdio:'inherit'});console.log(c.pid);c.unref();process.exit(0)";
    const { stdout } = (await value("run_process", node(script))) as { stdout: string };
    await eventually(async () => !(await isRunning(Number(stdout))));
  });
});

describe("wait", () => {
  it("waits in silence, so that a timeout can strike", async () => {
    const context = attempt();
    await call("wait", { durationMs: 30 }, context);
    expect(context.reports).toEqual([]);
  });

  it("reports progress when asked to", async () => {
    const context = attempt();
    await call("wait", { durationMs: 60, progressEveryMs: 20 }, context);
    expect(context.reports.at(-1)).toEqual({ progress: 60, total: 60 });
  });

  it("stops at once when it is aborted", async () => {
    const controller = new AbortController();
    const failure = failureOf(call("wait", { durationMs: 86_400_000 }, attempt(controller.signal)));
    controller.abort();
    expect((await failure).kind).toBe("cancelled");
  });
});
