import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { redactionMark } from "../../../src/node/runs/redaction/redactor";
import { startScriptedModel } from "../../fixtures/models/scriptedModel";
import { leaks, leaksIn, onDisk, secrets, type SecretName } from "./leaks";
import { LeakingWorld } from "./leakingWorld";

let world: LeakingWorld;

beforeEach(async () => {
  world = await LeakingWorld.make();
});

afterEach(() => world.close());

/** Those that a command line has that asks no model. */
const ofRuns: readonly SecretName[] = ["modelKey", "serverEnv", "envFile", "input", "proxy"];
const all: readonly SecretName[] = [...ofRuns, "modelHeader"];

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

async function commandLine(...words: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [resolve("dist/cli.js"), ...words], {
    cwd: world.workspace,
    env: { ...process.env, ...world.variables },
  });
  let out = "";
  let error = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (error += text));
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { code, out, error };
}

async function expectNone({ out, error }: Ended, known: readonly SecretName[]): Promise<void> {
  expect(out + error).toContain(redactionMark);
  expect(leaksIn(out, known)).toEqual([]);
  expect(leaksIn(error, known)).toEqual([]);
  expect(leaksIn(await onDisk(world.state), known)).toEqual([]);
}

const given = ["--input", `pass=${secrets.input}`, "--verbose"];

describe("secrets that tools say back in every form", () => {
  it("are what a search finds where nothing is taken out", () => {
    expect(leaksIn(leaks.join("\n"), all).length).toBeGreaterThan(400);
    expect(leaksIn(JSON.stringify({ deep: [{ [JSON.stringify(leaks)]: 1 }] }), all).length).toBeGreaterThan(400);
    expect(leaksIn(`No ${redactionMark} here.`, all)).toEqual([]);
  });

  it.each([
    ["run", "--format", "text"],
    ["run", "--format", "jsonl"],
    ["run", "--format", "json", "--output", "RESULTS"],
    ["plan", "--format", "text"],
    ["plan", "--format", "json"],
    ["tools", "--format", "text"],
    ["tools", "--format", "json"],
  ])("are in nothing that %s leaves or prints with %s %s", async (command, ...options) => {
    const words = options.map((word) => (word === "RESULTS" ? world.results : word));
    const ended = await commandLine(command, world.manifest, ...given, ...words);
    await expectNone({ ...ended, error: `${ended.error}\n${redactionMark}` }, ofRuns);
    if (command === "run") {
      expect(ended.code).toBe(1);
      expect(world.received.join("\n")).toContain(JSON.stringify(secrets.input).slice(1, -1));
    }
  });

  it("are in nothing of a run that is gone on with", async () => {
    await commandLine("run", world.manifest, ...given);
    for (const format of ["text", "json"]) {
      const ended = await commandLine(
        "run",
        world.manifest,
        ...given,
        "--resume",
        "--allow-writes",
        "--format",
        format,
      );
      expect(ended.error).toMatch(/Going on with run .*: [1-9]\d* reused/);
      await expectNone(ended, ofRuns);
    }
  });

  it("are in no word about a manifest, a line or a file that cannot be used", async () => {
    const broken = `${world.workspace}/broken.toolcalls.json`;
    await writeFile(
      broken,
      `{"version": 1, "calls": [{"tool": "a", "arguments": {"x": ${JSON.stringify(secrets.proxy)}`,
    );
    for (const words of [
      ["run", broken],
      ["plan", broken],
      ["run", `${world.workspace}/${secrets.modelKey}`],
      ["run", world.manifest, "--format", secrets.modelKey],
      [secrets.modelKey],
    ]) {
      const ended = await commandLine(...words, ...given);
      await expectNone({ ...ended, out: `${ended.out}\n${redactionMark}` }, ["modelKey", "proxy"]);
    }
  });

  it.each([
    ["text", "plan", []],
    ["text", "agent", ["--allow-writes"]],
    ["json", "agent", ["--allow-writes"]],
    ["text", "plan", ["--plan-only"]],
  ] as const)(
    "are in nothing that a task leaves, prints or tells its model: %s, %s, %s",
    async (format, mode, more) => {
      const calls = ["leaky__say", "leaky__refuse", "leaky__break", "leaky__write", "print", "thrown", "refused"];
      const said = leaks.slice(0, 200);
      const model = await startScriptedModel([
        {
          text: `I will: ${said.join("\n")}`,
          calls: calls.map((name, index) => ({
            name,
            arguments: {
              ...(mode === "plan" && { call_id: `c${index}` }),
              q: said[index * 7] ?? "",
              password: said[0],
            },
          })),
        },
        { text: `It is:\n${leaks.join("\n")}` },
      ]);
      const ended = await commandLine(
        "task",
        `Look at ${secrets.input} and ${secrets.modelHeader}.`,
        ...["--base-url", model.baseUrl, "--model", "m", "--header", `X-Team: ${secrets.modelHeader}`],
        ...["--manifest", world.manifest, "--format", format, "--mode", mode],
        ...given,
        ...more,
      );
      await model.close();
      await expectNone(ended, all);
      expect(model.requests[0]?.headers["x-team"]).toBe(secrets.modelHeader);
      expect(model.requests.length).toBeGreaterThan(format === "text" && more[0] === "--plan-only" ? 0 : 1);
      for (const { body } of model.requests) expect(leaksIn(JSON.stringify(body), all)).toEqual([]);
    },
  );

  it("are in no word about a model that refuses or fails", async () => {
    for (const status of [401, 429]) {
      const body = JSON.stringify({ error: { message: leaks.join("\n"), code: leaks[0], param: leaks[1] } });
      const model = await startScriptedModel([{ raw: { status, headers: { "retry-after": "0" }, body } }]);
      const header = ["--header", `X-Team: ${secrets.modelHeader}`, "--base-url", model.baseUrl, "--model", "m"];
      const ended = await commandLine("task", "Do it.", ...header, "--manifest", world.manifest, ...given);
      await model.close();
      await expectNone(ended, all);
    }
  });
});
