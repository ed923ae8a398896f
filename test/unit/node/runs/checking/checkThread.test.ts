import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import { nodeModules } from "../../../../../scripts/bundles.mjs";
import { standardDefaults } from "../../../../../src/core/plan/plan";
import {
  CheckThread,
  type CheckOutcome,
  type CheckThreadOptions,
} from "../../../../../src/node/runs/checking/checkThread";
import { worded } from "../../../../../src/core/model/text/wording";

let folder: string;
let worker: string;
let thread: CheckThread;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "check-"));
  worker = join(folder, "checkWorker.mjs");
  const entryPoints = ["src/node/runs/checking/checkWorker.ts"];
  await build({ ...nodeModules, entryPoints, outdir: folder, outExtension: { ".js": ".mjs" } });
});

afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  thread.dispose();
});

function check(text: string, key = "a"): Promise<CheckOutcome> {
  return thread.check(key, {
    text,
    origin: "userFile",
    defaults: standardDefaults,
    sources: [],
    lists: {},
    places: { workspaceFolder: folder },
  });
}

function messages(outcome: CheckOutcome): readonly string[] {
  return outcome.kind === "checked" ? outcome.problems.map(({ message }) => message) : [outcome.kind];
}

async function scripted(source: string, options: CheckThreadOptions = {}): Promise<CheckThread> {
  const file = join(folder, `${String(Math.random()).slice(2)}.cjs`);
  await writeFile(file, `const { parentPort } = require("node:worker_threads");\n${source}`);
  return new CheckThread({ worker: file, ...options });
}

const answersWithText = `parentPort.on("message", ({ id, text }) => {
  parentPort.postMessage({ kind: "begun", id });
  if (text === "hang") for (;;) {}
  if (text === "fill") { const all = []; for (;;) all.push(new Array(10000).fill(text)); }
  parentPort.postMessage({ kind: "found", id, problems: [{ severity: "hint", message: text, range: { offset: 0, length: 0 } }] }); });`;

describe("a thread that checks texts", () => {
  it("finds what is wrong with a manifest", async () => {
    thread = new CheckThread({ worker });
    const text = JSON.stringify({ version: 1, calls: [{ tool: "calculate", arguments: { expresion: "1" } }] });
    expect(messages(await check(text))).toEqual([
      expect.stringContaining('lacks "expression"'),
      expect.stringContaining('unknown property "expresion"'),
    ]);
    expect(
      messages(await check(JSON.stringify({ version: 1, calls: [{ tool: "wait", arguments: { durationMs: 1 } }] }))),
    ).toEqual([]);
  });

  it("gives up what takes too long, and checks the next text", async () => {
    thread = await scripted(answersWithText);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const outcomes = Promise.all([check("hang"), check("sound", "b")]);
    await expect.poll(() => vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(5000);
    vi.useRealTimers();
    const [hung, next] = await outcomes;
    expect(hung).toEqual({
      kind: "tooMuch",
      ...worded("This text is not checked further, since that {0}.", worded("took longer than {0} s", 5)),
    });
    expect(messages(next)).toEqual(["sound"]);
  });

  it("counts no time of a text while it starts", async () => {
    thread = await scripted(answersWithText);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const outcome = check("sound");
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    expect(messages(await outcome)).toEqual(["sound"]);
  });

  it("gives up what takes too much memory", async () => {
    thread = await scripted(answersWithText, { heapMb: 32, deadlineMs: 60_000 });
    expect(await check("fill")).toEqual({
      kind: "tooMuch",
      ...worded("This text is not checked further, since that {0}.", worded("took more memory than a text may")),
    });
    expect(messages(await check("sound"))).toEqual(["sound"]);
  });

  it("checks of one document only the newest text, also when an older one is being checked", async () => {
    thread = await scripted(answersWithText, { deadlineMs: 60_000 });
    const outcomes = await Promise.all([check("hang"), check("two"), check("three"), check("other", "b")]);
    expect(outcomes.map(messages)).toEqual([["superseded"], ["superseded"], ["three"], ["other"]]);
  });

  it("ends with its window", async () => {
    thread = await scripted(answersWithText, { deadlineMs: 60_000 });
    const waiting = [check("hang"), check("next", "b")];
    thread.dispose();
    expect((await Promise.all(waiting)).map(({ kind }) => kind)).toEqual(["superseded", "superseded"]);
  });
});
