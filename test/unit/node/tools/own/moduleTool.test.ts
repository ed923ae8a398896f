import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { ManifestSource } from "../../../../../src/node/tools/own/manifestSource";
import { attempt, eventually, failureOf, fixtures, isRunning } from "../attempt";

const modules = join(fixtures, "modules");
const moduleRunner = resolve("src/node/tools/module/moduleRunner.ts");
const logged: string[] = [];

let source: ManifestSource;

function toolsOf(module: string, exports: readonly string[]): ManifestSource {
  return new ManifestSource(Object.fromEntries(exports.map((name) => [name, { module, export: name }])), {
    variables: { workspaceFolder: modules, env: () => undefined, input: () => undefined },
    log: (_, line) => void logged.push(line),
    moduleRunner,
  });
}

beforeEach(() => {
  logged.length = 0;
});
afterEach(() => source.close());

describe("a module tool", () => {
  beforeEach(() => {
    source = toolsOf("./good.mjs", ["default", "text", "nothing", "bytes", "content", "logs", "slow", "pid"]);
  });

  it("is called with the arguments, reports progress, and keeps its process between calls", async () => {
    const context = attempt();
    const first = await source.call("default", { a: [1, "ü"] }, context);
    expect(first.structuredContent).toMatchObject({ args: { a: [1, "ü"] }, calls: 1 });
    expect(context.reports).toEqual([{ progress: 1, total: 2, message: "half", secret: 5 }]);
    const second = await source.call("default", {}, attempt());
    expect(second.structuredContent).toMatchObject({ calls: 2 });
  });

  it("runs several calls at once in one process, which ends with its source", async () => {
    const pids = await Promise.all(
      [30, 20, 10].map(async (ms) => (await source.call("slow", { ms }, attempt())).structuredContent as number),
    );
    expect(new Set(pids).size).toBe(1);
    expect(await isRunning(pids[0]!)).toBe(true);
    await source.close();
    expect(await isRunning(pids[0]!)).toBe(false);
  });

  it("passes text, nothing, bytes and content blocks on as what they are, and logs what is printed", async () => {
    expect(await source.call("text", {}, attempt())).toMatchObject({ content: [{ type: "text", text: "plain text" }] });
    expect(await source.call("nothing", {}, attempt())).toEqual({ content: [] });
    expect((await source.call("bytes", {}, attempt())).content).toMatchObject([{ resource: { blob: "AQID" } }]);
    expect((await source.call("content", {}, attempt())).content).toEqual([
      { type: "image", data: "AAAA", mimeType: "image/png" },
    ]);
    expect((await source.call("logs", {}, attempt())).structuredContent).toBe(null);
    await eventually(() => logged.includes("to the log"));
  });

  it("is told when its call is stopped, and its process goes on", async () => {
    const stop = new AbortController();
    const pid = (await source.call("pid", {}, attempt())).structuredContent;
    const stopped = failureOf(source.call("slow", { ms: 60_000 }, attempt(stop.signal)));
    stop.abort();
    expect(await stopped).toMatchObject({ kind: "cancelled" });
    expect((await source.call("pid", {}, attempt())).structuredContent).toBe(pid);
  });
});

describe("a module", () => {
  it("may be CommonJS or TypeScript", async () => {
    source = toolsOf("./common.cjs", ["double"]);
    expect((await source.call("double", { n: 21 }, attempt())).structuredContent).toBe(42);
    await source.close();
    source = toolsOf("./typed.ts", ["default"]);
    expect((await source.call("default", { n: 1 }, attempt())).structuredContent).toBe(2);
  });

  it("is loaded anew when its file has changed", async () => {
    const folder = await mkdtemp(join(tmpdir(), "module-"));
    const module = join(folder, "changing.mjs");
    await writeFile(module, "export default () => 1;");
    source = toolsOf(module, ["default"]);
    expect((await source.call("default", {}, attempt())).structuredContent).toBe(1);
    await writeFile(module, "export default () => 22;");
    expect((await source.call("default", {}, attempt())).structuredContent).toBe(22);
    await rm(folder, { recursive: true });
  });

  it.each([
    ["./none.mjs", "default", "unavailable", "There is no module"],
    ["./broken.mjs", "default", "crash", "could not be loaded"],
    ["./syntax.mjs", "default", "crash", "could not be loaded: SyntaxError"],
    ["./good.mjs", "missing", "crash", 'exports no function "missing". It exports "bytes"'],
    ["./bad.mjs", "default", "crash", "has no function as its default export"],
  ])("that cannot be used says why: %s, %s", async (module, name, kind, message) => {
    source = toolsOf(module, [name]);
    const failure = await failureOf(source.call(name, {}, attempt()));
    expect(failure.kind).toBe(kind);
    expect(failure.message).toContain(message);
  });
});

describe("a bad module", () => {
  const names = [
    "throws", "throwsText", "loops", "exits", "rejectsLater", "throwsLater", "hog", "ignoresSignal",
    "aFunction", "aBigInt", "aMap", "circle", "surrogate", "grandchild", "pid",
    "isError", "meddles", "forges",
  ]; // prettier-ignore
  beforeEach(() => {
    source = toolsOf("./bad.mjs", names);
  });

  const pidNow = async () => (await source.call("pid", {}, attempt())).structuredContent as number;

  it("whose function throws fails the call with what it threw", async () => {
    const failure = await failureOf(source.call("throws", {}, attempt()));
    expect(failure).toMatchObject({ kind: "tool", message: "RangeError: too far" });
    expect(failure.details).toMatchObject({ data: { code: "E_FAR", at: 7 } });
    expect((await failureOf(source.call("throwsText", {}, attempt()))).message).toBe("just text");
  });

  it.each([
    ["aFunction", "returned a function"],
    ["aBigInt", "returned a bigint"],
    ["aMap", "returned a Map"],
    ["circle", "circular"],
  ])("that returns what cannot be handed over says so: %s", async (name, message) => {
    expect((await failureOf(source.call(name, {}, attempt()))).message).toContain(message);
  });

  it("that returns an error as MCP has it fails with what it says", async () => {
    expect(await failureOf(source.call("isError", {}, attempt()))).toMatchObject({
      kind: "tool",
      message: "it is Sunday",
    });
  });

  it("that sends messages of its own harms nobody but itself", async () => {
    expect((await source.call("meddles", {}, attempt())).structuredContent).toBe("still here");
    await source.close();
    expect((await failureOf(source.call("forges", {}, attempt()))).message).toContain("cannot be read");
  });

  it("that returns half a surrogate pair returns text", async () => {
    expect((await source.call("surrogate", {}, attempt())).content).toHaveLength(1);
  });

  it.each([
    ["exits", "it ended with exit code 3"],
    ["rejectsLater", "nobody looks"],
    ["throwsLater", "out of nowhere"],
  ])("that crashes (%s) fails the calls in flight, and the next call starts anew", async (name, message) => {
    const before = await pidNow();
    const other = failureOf(source.call("ignoresSignal", {}, attempt()));
    const failure = await failureOf(source.call(name, {}, attempt()));
    expect(failure.kind).toBe("crash");
    expect(failure.message).toContain(message);
    expect(await other).toMatchObject({ kind: "crash" });
    expect(await pidNow()).not.toBe(before);
    expect(await isRunning(before)).toBe(false);
  });

  it("that never lets go of its process is ended when its call is stopped", async () => {
    const before = await pidNow();
    const stop = new AbortController();
    const context = attempt(stop.signal);
    const stopped = failureOf(source.call("loops", {}, context));
    await eventually(() => context.reports.length > 0);
    stop.abort();
    expect(await stopped).toMatchObject({ kind: "cancelled" });
    await eventually(async () => !(await isRunning(before)));
    expect(await pidNow()).not.toBe(before);
  });

  it("that ignores being stopped keeps no later call waiting, and ends when the others have", async () => {
    const before = await pidNow();
    const stop = new AbortController();
    const context = attempt(stop.signal);
    const stopped = failureOf(source.call("ignoresSignal", {}, context));
    await eventually(() => context.reports.length > 0);
    stop.abort();
    expect(await stopped).toMatchObject({ kind: "cancelled" });
    expect(await pidNow()).not.toBe(before);
    await eventually(async () => !(await isRunning(before)));
  });

  it("that eats memory is ended by its own limit", { timeout: 60_000 }, async () => {
    const failure = await failureOf(source.call("hog", {}, attempt()));
    expect(failure.kind).toBe("crash");
    expect(failure.message).toMatch(/out of memory|2 GB of memory/);
  });

  it("leaves nothing behind that it started", async () => {
    const folder = await mkdtemp(join(tmpdir(), "module-"));
    const file = join(folder, "pid");
    const call = failureOf(source.call("grandchild", { file }, attempt()));
    await eventually(() =>
      readFile(file, "utf8").then(
        (text) => text !== "",
        () => false,
      ),
    );
    const pid = Number(await readFile(file, "utf8"));
    expect(await isRunning(pid)).toBe(true);
    await source.close();
    await call;
    expect(await isRunning(pid)).toBe(false);
    await rm(folder, { recursive: true });
  });
});
