import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, describe, expect, it, vi } from "vitest";

import type { StdioServerDefinition } from "../../../../../src/core/model/manifest";
import { resultValue } from "../../../../../src/core/model/result";
import type { Question } from "../../../../../src/node/tools/mcp/people/elicitation";
import { mcpStdioSource } from "../../../../../src/node/tools/mcp/mcp";
import type { McpOptions } from "../../../../../src/node/tools/mcp/mcpServers";
import { fixedRoots, RefusedByPerson, type McpHost } from "../../../../../src/node/tools/mcp/mcpHost";
import type { SourceNews, ToolSource } from "../../../../../src/node/tools/source";
import { HoldClock } from "../holdClock";
import { attempt, eventually, failureOf, fixtures, isRunning, officialServer } from "../attempt";
import { worded } from "../../../../../src/core/model/text/wording";

const opened: ToolSource[] = [];
const folders: string[] = [];

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(opened.splice(0).map((source) => source.close()));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "mcp-")));
  folders.push(folder);
  return folder;
}

function server(
  args: readonly string[],
  options: Partial<McpOptions> = {},
  definition: Partial<StdioServerDefinition> = {},
) {
  const lines: string[] = [];
  const source = mcpStdioSource(
    "s",
    { command: process.execPath, args, ...definition },
    { log: (_, line) => void lines.push(line), ...options },
  );
  opened.push(source);
  return Object.assign(source, { lines });
}

const misbehaving = (...args: string[]) => server([join(fixtures, "servers/misbehaving.mjs"), ...args]);
const official = (name: string, ...args: string[]) => server([officialServer(name), ...args]);
const names = async (source: ToolSource) => (await source.list()).map((tool) => tool.name);
const pidOf = async (source: ToolSource) =>
  (resultValue(await source.call("pid", {}, attempt())) as { pid: number; cancelled: number }).pid;

describe("the official everything server", () => {
  it("lists its tools with schemas and annotations", async () => {
    const source = official("server-everything");
    const echo = (await source.list()).find((tool) => tool.name === "echo");
    expect(echo).toMatchObject({ source: "s", inputSchema: { type: "object", required: ["message"] } });
  });

  it("answers with text, structured content and pictures", async () => {
    const source = official("server-everything");
    const [echo, structured, image] = await Promise.all([
      source.call("echo", { message: "hi" }, attempt()),
      source.call("get-structured-content", { location: "Chicago" }, attempt()),
      source.call("get-tiny-image", {}, attempt()),
    ]);
    expect(resultValue(echo)).toBe("Echo: hi");
    expect(structured.structuredContent).toMatchObject({ temperature: expect.any(Number) as number });
    expect(image.content.map((block) => block.type)).toContain("image");
  });

  it("reports progress and stops waiting when the attempt is aborted", async () => {
    const source = official("server-everything");
    const done = attempt();
    await source.call("trigger-long-running-operation", { duration: 0.2, steps: 2 }, done);
    // The last report may come together with the answer, after which nobody listens.
    expect(done.reports[0]).toEqual({ progress: 1, total: 2 });
    const controller = new AbortController();
    const stopped = attempt(controller.signal);
    const call = source.call("trigger-long-running-operation", { duration: 600, steps: 6000 }, stopped);
    const failure = failureOf(call);
    await eventually(() => stopped.reports.length > 0);
    controller.abort();
    expect((await failure).kind).toBe("cancelled");
    expect(resultValue(await source.call("echo", { message: "on" }, attempt()))).toBe("Echo: on");
  });

  it("makes a result that is an error a failure of the tool", async () => {
    const failure = await failureOf(official("server-everything").call("get-sum", { a: "one" }, attempt()));
    expect(failure).toMatchObject({ kind: "tool", transient: false });
    expect(failure.message).toContain("expected number");
  });
});

describe("the official filesystem server", () => {
  it("writes and reads through concurrent first calls that share one start", async () => {
    const folder = await temporaryFolder();
    const source = official("server-filesystem", folder);
    const paths = Array.from({ length: 5 }, (_, index) => join(folder, `${String(index)}.txt`));
    await Promise.all(paths.map((path) => source.call("write_file", { path, content: path }, attempt())));
    const read = await Promise.all(paths.map((path) => source.call("read_text_file", { path }, attempt())));
    expect(read.map((result) => (result.structuredContent as { content: string }).content)).toEqual(paths);
    expect(source.lines.filter((line) => line.includes("running on stdio"))).toHaveLength(1);
  });
});

describe("a server that cannot be started", () => {
  it("says that its program was not found", async () => {
    const failure = await failureOf(server([], {}, { command: "no-such-program" }).list());
    expect(failure.kind).toBe("unavailable");
    expect(failure.message).toContain('The program "no-such-program" was not found');
  });

  it("says that its folder does not exist", async () => {
    const failure = await failureOf(server([], {}, { cwd: "/no/such/folder" }).list());
    expect(failure.message).toContain('"/no/such/folder", does not exist');
  });

  it("says how it ended and what it last said", async () => {
    const failure = await failureOf(misbehaving("exit").list());
    expect(failure).toMatchObject({ kind: "unavailable", transient: false });
    expect(failure.message).toContain("ended with exit code 3 before it was ready");
    expect(failure.message).toContain("the configuration is missing");
  });

  it("that floods its log is told of in few words, and keeps none of what is too long", async () => {
    const program = `const { writeSync } = require("fs");
      for (let line = 0; line < 50; line++) writeSync(2, "x".repeat(500_000) + "\\n");
      writeSync(2, "y".repeat(3_000_000) + "\\nthe last words\\n");
      process.exitCode = 3;`;
    const flooding = server(["-e", program]);
    const { message } = await failureOf(flooding.list());
    expect(message).toContain("the last words");
    expect(message.length).toBeLessThan(10_000);
    expect(flooding.lines).toContain("[a line of more than 1 MB was left out]");
    expect(flooding.lines.filter((line) => line.includes("yy")).every((line) => line.length <= 1_048_576)).toBe(true);
  });

  it("is given up when it never answers, and its process is gone", async () => {
    const source = misbehaving("silent");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const failing = failureOf(source.list());
    await eventually(() => source.lines.length > 0);
    vi.advanceTimersByTime(30_000);
    vi.useRealTimers();
    const failure = await failing;
    expect(failure.message).toContain("did not answer within 30 s");
    expect(failure.message).toContain("looking for the database");
  });

  it("is given up soon when it has refused, says how, and answers nothing else", async () => {
    const startedAt = performance.now();
    const failure = await failureOf(misbehaving("unlicensed").list());
    expect(failure.message).toContain("it refused: the licence has expired");
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });

  it("says that its envFile cannot be read", async () => {
    const failure = await failureOf(server([], {}, { envFile: "missing.env" }).list());
    expect(failure.message).toContain("missing.env");
  });

  it("fails its callers at once when it is closed while it starts", async () => {
    const source = misbehaving("silent");
    const failure = failureOf(source.list());
    await eventually(() => source.lines.length > 0);
    await source.close();
    expect((await failure).message).toContain("was stopped while it started");
  });

  it("lets one caller give up without stopping the start for the others", async () => {
    const source = misbehaving();
    const controller = new AbortController();
    const gaveUp = failureOf(source.list(controller.signal));
    const waits = source.list();
    controller.abort();
    expect((await gaveUp).kind).toBe("cancelled");
    expect((await waits).length).toBeGreaterThan(0);
  });
});

describe("a server that misbehaves", () => {
  it("that starts and does not list its tools is said to do just that", async () => {
    const source = misbehaving("unlisted");
    await pidOf(source);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const failing = failureOf(source.list());
    await eventually(() => vi.getTimerCount() > 0);
    vi.advanceTimersByTime(30_000);
    vi.useRealTimers();
    expect((await failing).message).toBe(
      'The tools of "s" could not be listed: it started, but did not answer "tools/list" within 30 s. See in its log what it waits for.',
    );
    expect(resultValue(await source.call("echo", { a: 1 }, attempt()))).toEqual({ a: 1 });
  });

  it("that dies in mid-call fails its calls as perhaps done, and starts again for the next", async () => {
    const source = misbehaving();
    const hanging = failureOf(source.call("hang", {}, attempt()));
    const died = await failureOf(source.call("die", {}, attempt()));
    for (const failure of [died, await hanging]) {
      expect(failure).toMatchObject({
        kind: "unavailable",
        transient: true,
        details: { inFlight: true, exitCode: 7, signal: null, stderr: ["out of luck"] },
      });
      expect(failure.message).toContain("ended with exit code 7 while the call ran");
    }
    expect(resultValue(await source.call("echo", { again: true }, attempt()))).toEqual({ again: true });
  });

  it("says that it was lost when it dies while nobody calls it, and why it starts with nothing in memory", async () => {
    const source = misbehaving();
    const news: SourceNews[] = [];
    const unwatch = source.watch?.((each) => news.push(each));
    process.kill(await pidOf(source), "SIGKILL");
    const killed = worded("it {0}.", worded("was ended by {0}", "SIGKILL"));
    await expect.poll(() => news).toEqual([{ kind: "started" }, { kind: "lost", reason: killed }]);
    await pidOf(source);
    await source.close();
    await pidOf(source);
    unwatch?.();
    expect(news.slice(2)).toEqual([
      { kind: "started", after: killed },
      { kind: "started", after: worded("it was stopped.") },
    ]);
  });

  it("that is killed from outside is told apart from one that ended by itself", async () => {
    const source = misbehaving();
    const pid = await pidOf(source);
    const failure = failureOf(source.call("hang", {}, attempt()));
    process.kill(pid, "SIGKILL");
    expect((await failure).message).toContain("was ended by SIGKILL while the call ran");
    expect(await pidOf(source)).not.toBe(pid);
  });

  it("that answers in no form that there is fails the call at once, and says what it answered", async () => {
    const source = misbehaving("");
    for (const answer of [{ error: "not today" }, { error: { message: "no code" } }, { result: null }]) {
      const failure = await failureOf(source.call("mumble", { answer }, attempt()));
      expect(failure.kind).toBe("protocol");
      expect(failure.message).toContain(JSON.stringify(answer).slice(1, -1));
    }
  });

  it("that prints garbage is understood all the same, and the garbage is logged", async () => {
    const source = misbehaving("garbage");
    expect(await names(source)).toContain("echo");
    expect(source.lines.join("\n")).toContain("Listening…");
  });

  it("that answers 30 MB is read in full", async () => {
    const bytes = 30 * 1024 * 1024;
    const result = await misbehaving().call("huge", { bytes }, attempt());
    expect((resultValue(result) as string).length).toBe(bytes);
  });

  it("that answers with large data and goes on talking is heard in that order", async () => {
    const heard = attempt();
    const { structuredContent } = await misbehaving().call("hugeAndMore", { bytes: 3_000_000 }, heard);
    expect(structuredContent).toEqual(Array(750_000).fill("x"));
    // What it reports comes behind the answer, when nobody listens any more.
    expect(heard.reports).toEqual([]);
  });

  it("that ends once it has answered with large data has it read", async () => {
    const args = { bytes: 3_000_000, isLast: true };
    const { structuredContent } = await misbehaving().call("hugeAndMore", args, attempt());
    expect(structuredContent).toHaveLength(750_000);
  });

  it("that answers with large data in no form that there is fails the call at once", async () => {
    const answer = { error: "not today", rest: "x ".repeat(1_500_000) };
    const failure = await failureOf(misbehaving().call("mumble", { answer }, attempt()));
    expect(failure).toMatchObject({ kind: "protocol" });
    expect(failure.message).toContain("not today");
  });

  it("that breaks off a large message is heard all the same", async () => {
    const source = misbehaving();
    const report = await new Promise((progress) => {
      source.call("hugeAndMore", { bytes: 3_000_000, cut: 1 }, { ...attempt(), progress }).catch(() => undefined);
    });
    expect(report).toMatchObject({ progress: 7 });
    expect(source.lines.join("\n")).toContain("[standard output, no message]");
  });

  it("whose list changes is listed anew, and otherwise not", async () => {
    const source = misbehaving();
    const before = await source.list();
    expect(await source.list()).toBe(before);
    const news: SourceNews[] = [];
    source.watch?.((each) => news.push(each));
    await names(source);
    news.length = 0;
    await source.call("grow", {}, attempt());
    expect(news).toEqual([{ kind: "toolsChanged" }]);
    expect(await names(source)).toContain("grown");
  });

  it("that lists in pages is listed in full", async () => {
    expect(await names(misbehaving("paging"))).toEqual(await names(misbehaving()));
  });

  it("that offers no tools has none", async () => {
    expect(await misbehaving("toolless").list()).toEqual([]);
  });

  it("that sends blocks of unknown kinds has them kept", async () => {
    expect((await misbehaving().call("odd", {}, attempt())).content).toEqual([
      { type: "other", value: { type: "hologram", shape: "cube" } },
      { type: "audio", data: "AAAA", mimeType: "audio/wav" },
      { type: "resource_link", uri: "file:///a", name: "a" },
      { type: "resource", resource: { uri: "file:///b", text: "b" } },
    ]);
  });

  it("that reports errors in each of the protocol's ways has them told apart", async () => {
    const source = misbehaving();
    expect(await failureOf(source.call("refuse", {}, attempt()))).toMatchObject({
      kind: "invalidArguments",
      details: { code: -32602, data: { city: "x" } },
    });
    expect(await failureOf(source.call("crash", {}, attempt()))).toMatchObject({ kind: "protocol" });
    expect(await failureOf(source.call("fail", {}, attempt()))).toMatchObject({
      kind: "tool",
      message: "it is Sunday",
      details: { content: [{ type: "text", text: "it is Sunday" }], structuredContent: { day: 7 } },
    });
  });

  it("is told when a call is aborted", async () => {
    const source = misbehaving();
    const controller = new AbortController();
    const failure = failureOf(source.call("hang", {}, attempt(controller.signal)));
    await source.call("echo", {}, attempt());
    controller.abort();
    expect((await failure).kind).toBe("cancelled");
    await eventually(async () => {
      const { cancelled } = resultValue(await source.call("pid", {}, attempt())) as { cancelled: number };
      return cancelled === 1;
    });
  });

  it("that speaks only the protocol's newer generation is spoken to in it", async () => {
    const source = misbehaving("modern");
    expect(await names(source)).toContain("echo");
    expect(resultValue(await source.call("echo", {}, attempt()))).toBe("modern");
  });
});

describe("a server that talks nonsense", () => {
  it("and answers twice is believed the first time, and heard no more of", async () => {
    const source = misbehaving();
    expect(resultValue(await source.call("twice", {}, attempt()))).toBe("first");
    expect(resultValue(await source.call("echo", { still: "here" }, attempt()))).toEqual({ still: "here" });
  });

  it("and answers what nobody asked is not listened to", async () => {
    expect(resultValue(await misbehaving().call("stranger", {}, attempt()))).toBe("for you");
  });

  it("and floods with progress is still answered for", async () => {
    const context = attempt();
    expect(resultValue(await misbehaving().call("flood", { reports: 20_000 }, context))).toBe("flooded");
    expect(context.reports.length).toBeGreaterThan(19_000);
  });

  it("and lists tools that are none loses only what cannot be read, and says so", async () => {
    const source = misbehaving("odd");
    expect(await source.list()).toEqual([
      {
        source: "s",
        name: "echo",
        inputSchema: { type: "object", properties: { a: { type: "nonsense" } } },
      },
      { source: "s", name: "bare" },
      { source: "s", name: "string", inputSchema: { type: "string" }, annotations: { readOnlyHint: true } },
    ]);
    expect(source.lines.filter((line) => line.startsWith("[tools]"))).toEqual([
      '[tools] the title of "echo" cannot be read and was left out',
      '[tools] a second one with the name "echo" was left out',
      "[tools] one without a name was left out",
      "[tools] one without a name was left out",
      '[tools] the inputSchema of "bare" cannot be read and was left out',
      '[tools] the annotations of "bare" cannot be read and was left out',
    ]);
  });

  it("and has twenty thousand tools has all of them listed", async () => {
    expect(await names(misbehaving("many"))).toHaveLength(20_000);
  });

  it("and lists in a circle is left", async () => {
    const failure = await failureOf(misbehaving("circle").list());
    expect(failure.message).toContain("Its list of tools has no end");
  });
});

describe("a server that dies again and again", () => {
  const clock = new HoldClock();
  const dying = (...args: string[]) =>
    server([join(fixtures, "servers/misbehaving.mjs"), ...args], {
      now: () => clock.now,
      after: (delayMs, callback) => clock.after(delayMs, callback),
    });

  it("is started again at once the first time, then after longer and longer, and what is called meanwhile waits", async () => {
    const source = dying();
    for (let time = 0; time < 2; time++) await failureOf(source.call("die", {}, attempt()));
    for (const seconds of [1, 2, 4]) {
      const waiting = attempt();
      const call = failureOf(source.call("die", {}, waiting));
      await eventually(() => clock.waits.length > 0);
      const [report] = waiting.reports as { message: string; restartsTimeout: boolean }[];
      expect(report?.message).toContain(`is started again in ${String(seconds)} s.`);
      expect(report?.message).toContain("it ended with exit code 7. It last said: out of luck");
      expect(report?.restartsTimeout).toBe(false);
      clock.turn(seconds * 1000);
      expect((await call).details).toMatchObject({ inFlight: true, exitCode: 7 });
    }
    const echo = source.call("echo", { a: 1 }, attempt());
    const list = source.list();
    await eventually(() => clock.waits.length > 0);
    clock.turn(8000);
    expect(resultValue(await echo)).toEqual({ a: 1 });
    expect((await list).length).toBeGreaterThan(10);
    clock.turn(60_000);
    await failureOf(source.call("die", {}, attempt()));
    expect(resultValue(await source.call("echo", { a: 2 }, attempt()))).toEqual({ a: 2 });
  });

  it("is never left alone for more than a second when it answers in between", async () => {
    const source = dying();
    for (let time = 0; time < 6; time++) {
      const served = source.call("echo", {}, attempt());
      if (time >= 2) await eventually(() => clock.waits.length > 0);
      clock.turn(1000);
      await served;
      await failureOf(source.call("die", {}, attempt()));
    }
  });

  it("lets go of who does not want to wait any longer, and of all when it is closed", async () => {
    const source = dying();
    for (let time = 0; time < 2; time++) await failureOf(source.call("die", {}, attempt()));
    const cancelled = new AbortController();
    const mine = failureOf(source.call("echo", {}, attempt(cancelled.signal)));
    const others = failureOf(source.call("echo", {}, attempt()));
    cancelled.abort();
    expect(await mine).toMatchObject({ kind: "cancelled", reachedTool: false });
    await source.close();
    expect(await others).toMatchObject({ kind: "unavailable", reachedTool: false });
    expect(clock.waits).toEqual([]);
  });

  it("before it was ready is no different, and may be tried at once by whoever stops it first", async () => {
    const source = dying("exit");
    for (let time = 0; time < 2; time++) await failureOf(source.list());
    expect((await failureOf(source.list())).message).toContain('The last time: The server "s" could not be started');
    await source.close();
    expect((await failureOf(source.list())).message).toContain("ended with exit code 3 before it was ready");
  });
});

describe("what a server is given", () => {
  const misbehavingWith = (mcp: McpHost, definition: Partial<StdioServerDefinition> = {}, ...args: string[]) =>
    server([join(fixtures, "servers/misbehaving.mjs"), ...args], { mcp }, definition);
  const call = async (source: ToolSource, name: string, context = attempt()) =>
    resultValue(await source.call(name, {}, context)) as Record<string, unknown>;

  it("are the folders of the workspace, also when they change", async () => {
    let folders = ["file:///one"];
    let changed = () => undefined as unknown;
    let watchers = 0;
    const source = misbehavingWith({
      roots: {
        list: () => folders.map((uri) => ({ uri, name: "folder" })),
        onDidChange: (listener) => {
          changed = listener;
          watchers++;
          return { dispose: () => watchers-- };
        },
      },
    });
    expect(await call(source, "roots")).toEqual({ roots: [{ uri: "file:///one", name: "folder" }], rootsChanges: 0 });
    folders = ["file:///two"];
    changed();
    expect(await call(source, "roots")).toEqual({ roots: [{ uri: "file:///two", name: "folder" }], rootsChanges: 1 });
    await source.close();
    expect(watchers).toBe(0);
  });

  it("are the folders of its definition instead, or none", async () => {
    const roots = fixedRoots(["/workspace"]);
    const own = misbehavingWith({ roots }, { roots: ["/own"] });
    expect(await call(own, "roots")).toMatchObject({ roots: [{ uri: "file:///own" }] });
    const none = misbehavingWith({ roots }, { roots: [] });
    expect(await call(none, "roots")).toMatchObject({ roots: expect.stringContaining("not") as string });
  });

  it("is a person's answer, while the clocks of its calls stand still", async () => {
    const questions: Question[] = [];
    const context = attempt();
    const source = misbehavingWith({
      elicit: (question) => {
        questions.push(question);
        expect(context.clock).toEqual(["paused"]);
        return Promise.resolve({ action: "accept", content: { name: "Ada" } });
      },
    });
    expect(await call(source, "ask", context)).toEqual({ action: "accept", content: { name: "Ada", age: 30 } });
    expect(context.clock).toEqual(["paused", "resumed"]);
    expect(questions).toMatchObject([{ mode: "form", server: "s", message: "Who are you?" }]);
  });

  it.each(["decline", "cancel"] as const)("is a person's no: %s", async (action) => {
    const source = misbehavingWith({ elicit: () => Promise.resolve({ action }) });
    expect(await call(source, "ask")).toEqual({ action });
  });

  it("is a decline where there is nobody, which the log tells of", async () => {
    const source = misbehaving();
    expect(await call(source, "ask")).toEqual({ action: "decline" });
    expect(source.lines.join("\n")).toContain("[elicitation] declined, since nobody is here to answer: Who are you?");
  });

  it("is an error when it asks for what nobody can fill in", async () => {
    const source = misbehavingWith({ elicit: () => Promise.resolve({ action: "accept" }) });
    expect(await call(source, "askOdd")).toMatchObject({ code: -32602 });
  });

  it("is a person's answer in the protocol's newer generation, too", async () => {
    const elicit = () => Promise.resolve({ action: "accept" as const, content: { name: "Ada" } });
    const source = misbehavingWith({ elicit }, {}, "modern");
    expect(await call(source, "ask")).toEqual({ who: { action: "accept", content: { name: "Ada" } } });
  });

  it("is a page opened in the browser", async () => {
    const questions: Question[] = [];
    const source = misbehavingWith({
      elicit: (question) => {
        questions.push(question);
        return Promise.resolve({ action: "accept" });
      },
    });
    expect(await call(source, "askUrl")).toEqual({ action: "accept" });
    expect(questions).toEqual([{ mode: "url", server: "s", message: "Look", url: "https://example.org/look" }]);
  });

  it("is what had to be done in the browser first, and then the call goes on", async () => {
    const source = misbehavingWith({
      elicit: async (question) => {
        if (question.mode === "url") await question.done;
        return { action: "accept" };
      },
    });
    expect(await call(source, "pay")).toBe("paid");
  });

  it("may be done by the time that somebody waits for it", async () => {
    const source = misbehavingWith({
      elicit: async (question) => {
        if (question.mode === "url") await question.done;
        return { action: "accept" };
      },
    });
    expect(resultValue(await source.call("pay", { atOnce: true }, attempt()))).toBe("paid");
  });

  it("is nothing where that was declined, or nobody is there", async () => {
    const declined = misbehavingWith({ elicit: () => Promise.resolve({ action: "decline" }) });
    expect(await failureOf(declined.call("pay", {}, attempt()))).toMatchObject({ kind: "denied", reachedTool: false });
    const failure = await failureOf(misbehaving().call("pay", {}, attempt()));
    expect(failure.message).toContain("https://example.org/pay first (Pay first), and nobody is here to do it");
  });

  it("takes a question back when the call that it may be for is cancelled", async () => {
    const controller = new AbortController();
    let withdrawn = false;
    const source = misbehavingWith({
      elicit: (_, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => {
            withdrawn = true;
            resolve({ action: "cancel" });
          });
          controller.abort();
        }),
    });
    expect((await failureOf(source.call("ask", {}, attempt(controller.signal)))).kind).toBe("cancelled");
    await eventually(() => withdrawn);
  });

  it("is a place in the log for its own, at a level that it is told", async () => {
    const source = misbehaving();
    await call(source, "log");
    expect(source.lines).toContain('[warning] db: {"slow":true,"logLevel":"info"}');
  });

  it("is a no of a person's, which holds for what is called right after it", async () => {
    let asked = 0;
    const clock = { now: 0 };
    const source = mcpStdioSource(
      "s",
      () => {
        asked++;
        throw new RefusedByPerson(worded("It was not allowed."));
      },
      { log: () => undefined, now: () => clock.now },
    );
    for (let time = 0; time < 3; time++) {
      expect((await failureOf(source.list())).message).toBe("It was not allowed.");
    }
    expect(asked).toBe(1);
    clock.now = 6000;
    await failureOf(source.list());
    expect(asked).toBe(2);
  });
});

it("the official memory server remembers from call to call", async () => {
  const folder = await temporaryFolder();
  const env = { MEMORY_FILE_PATH: join(folder, "memory.jsonl") };
  const source = server([officialServer("server-memory")], {}, { env });
  const entities = [{ name: "Ada", entityType: "person", observations: ["wrote the first program"] }];
  await source.call("create_entities", { entities }, attempt());
  const found = await source.call("search_nodes", { query: "program" }, attempt());
  expect(found.structuredContent).toMatchObject({ entities });
});

describe("closing", () => {
  const grandchildOf = async (source: ToolSource) =>
    Number((await names(source)).find((name) => name.startsWith("grandchild-"))?.slice("grandchild-".length));

  it("ends a server that ignores every signal, and its child", async () => {
    const source = misbehaving("stubborn");
    const pids = [await grandchildOf(source), await pidOf(source)];
    for (const pid of pids) expect(await isRunning(pid)).toBe(true);
    await source.close();
    for (const pid of pids) await eventually(async () => !(await isRunning(pid)));
  });

  it("ends what a server started also when the server itself died", async () => {
    const source = misbehaving("orphan");
    const pid = await grandchildOf(source);
    await failureOf(source.call("die", {}, attempt()));
    await eventually(async () => !(await isRunning(pid)));
  });

  it("ends what a server started in a session of its own", async () => {
    const source = misbehaving("daemon");
    const pid = await grandchildOf(source);
    expect(await isRunning(pid)).toBe(true);
    await source.close();
    await eventually(async () => !(await isRunning(pid)));
  });

  it("ends a server behind a shell", async () => {
    const script = `"${process.execPath}" "${join(fixtures, "servers/misbehaving.mjs")}"; true`;
    const source = server(["-c", script], {}, { command: "sh" });
    const pid = await pidOf(source);
    await source.close();
    await eventually(async () => !(await isRunning(pid)));
  });

  it("fails calls in flight, may be repeated, and leaves the source ready to start again", async () => {
    const source = misbehaving();
    const first = await pidOf(source);
    const failure = failureOf(source.call("hang", {}, attempt()));
    await Promise.all([source.close(), source.close()]);
    expect((await failure).kind).toBe("unavailable");
    await source.close();
    expect(await pidOf(source)).not.toBe(first);
  });
});

describe("a server's surroundings", () => {
  it("are this process's environment, then its envFile, then its env, in the workspace folder", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, ".env"), "FROM_FILE='a # b'\nBOTH=file\n");
    const surroundings = (variable: string) =>
      names(
        server(
          [join(fixtures, "servers/misbehaving.mjs"), "env", variable],
          { workspaceFolder: folder },
          { envFile: ".env", env: { BOTH: "env", NUMBER: 7, HOME: null } },
        ),
      );
    expect(await surroundings("FROM_FILE")).toEqual(["a # b", folder]);
    expect(await surroundings("BOTH")).toEqual(["env", folder]);
    expect(await surroundings("NUMBER")).toEqual(["7", folder]);
    expect(await surroundings("HOME")).toEqual(["undefined", folder]);
    expect(await surroundings("PATH")).toEqual([process.env.PATH, folder]);
  });
});
