import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { formatResults } from "../../../../../src/core/manifest/formatResults";
import { ToolFailure } from "../../../../../src/core/model/failure";
import type { JsonObject } from "../../../../../src/core/model/data/json";
import { resultValue, type ToolResult } from "../../../../../src/core/model/result";
import type { Tool } from "../../../../../src/core/model/tool";
import { standardDefaults } from "../../../../../src/core/plan/plan";
import type { RunEnvironment } from "../../../../../src/node/runs/environment/environment";
import { Journal, newRunId } from "../../../../../src/node/runs/journal/journal";
import { prepare, reopen } from "../../../../../src/node/runs/prepare";
import { isOwnWord } from "../../../../../src/node/runs/redaction/ownWords";
import { redactionMark, Redactor } from "../../../../../src/node/runs/redaction/redactor";
import { withoutSecrets } from "../../../../../src/node/runs/restoredRun";
import { documentOf } from "../../../../fixtures/resultsDocument";
import type { AttemptContext, ToolSource } from "../../../../../src/node/tools/source";
import { keptText } from "../../../../fixtures/keptText";
import { officialServer } from "../../tools/attempt";
import { watchedPanel } from "../../../../fixtures/panel/watchedPanel";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kept-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

type Behaviour = (args: JsonObject, context: AttemptContext) => ToolResult;

/** A source whose tools do as they are told, and that remembers what they got. Those with "read" change nothing. */
class Scripted implements ToolSource {
  readonly name = "scripted";
  readonly got: [string, JsonObject][] = [];

  constructor(private readonly tools: Readonly<Record<string, Behaviour>>) {}

  list(): Promise<readonly Tool[]> {
    const annotations = (name: string) => ({ readOnlyHint: name.startsWith("read") });
    return Promise.resolve(
      Object.keys(this.tools).map((name) => ({ source: this.name, name, annotations: annotations(name) })),
    );
  }

  call(name: string, args: JsonObject, context: AttemptContext): Promise<ToolResult> {
    this.got.push([name, args]);
    return new Promise((resolve) => resolve(this.tools[name]!(args, context)));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

interface World extends RunEnvironment {
  readonly lines: string[];
}

function worldOf(source: ToolSource, variables: Readonly<Record<string, string>>): World {
  const lines: string[] = [];
  return {
    lines,
    places: {},
    defaults: standardDefaults,
    redaction: new Redactor(),
    tools: { extraSources: [source] },
    process: { env: (name) => variables[name] },
    inputs: { ask: ({ id }) => Promise.resolve(variables[id]) },
    log: (from, line) => lines.push(`${from} ${line}`),
  };
}

async function begin(environment: RunEnvironment, document: object) {
  const text = JSON.stringify({ version: 1, ...document });
  const prepared = await prepare({ text, environment, servers: "start" });
  expect(prepared.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  const header = { ...prepared.header(newRunId(0), "test", 0), source: { uri: "file:///a.toolcalls.json" } };
  const journal = new Journal(folder, (error) => expect(error).toBeUndefined());
  const writer = journal.create(withoutSecrets(header, environment.redaction));
  return { text, header, session: prepared.session({ header }, { journal: writer }) };
}

/** The run as another window finds it. */
async function again(id: string, environment: RunEnvironment, text: string | undefined) {
  const kept = await new Journal(folder, () => undefined).read(id);
  return reopen({ header: kept!.header, history: kept!.events }, environment, text);
}

const word = (value: unknown): string => (typeof value === "string" ? value : "");
const text = (value: string): ToolResult => ({ content: [{ type: "text", text: value }] });
const failing: Behaviour = () => {
  throw new ToolFailure("tool", "not yet");
};

describe("a run with secrets", () => {
  it("shows none of them in any form, keeps none, and gives the tools the real ones", { timeout: 60_000 }, async () => {
    const secrets = fc
      .string({ minLength: 8, maxLength: 30 })
      .filter((value) => value.trim().length >= 8 && !isOwnWord(value.trim()));
    await fc.assert(
      fc.asyncProperty(secrets, secrets, async (fromEnvironment, fromInput) => {
        fc.pre(!redactionMark.includes(fromEnvironment.trim()) && !redactionMark.includes(fromInput.trim()));
        const source = new Scripted({
          read_back: (args, { progress }) => {
            const all = JSON.stringify(args);
            progress({ message: `with ${all}` });
            return {
              content: [
                { type: "text", text: all },
                { type: "text", text: Buffer.from(word(args.a)).toString("base64") },
              ],
              structuredContent: {
                nested: [args, { [word(args.b)]: 1 }],
                url: encodeURIComponent(word(args.a)),
              },
            };
          },
          write_badly: (args) => {
            throw new ToolFailure("tool", `refused ${word(args.a)}`, { details: { args } });
          },
          read_use: (args) => text(JSON.stringify(args)),
        });
        const environment = worldOf(source, { MY_VALUE: fromEnvironment, given: fromInput });
        const { session } = await begin(environment, {
          inputs: [{ id: "given", type: "promptString" }],
          calls: [
            { id: "back", tool: "scripted/read_back", arguments: { a: "${env:MY_VALUE}", b: "x ${input:given}" } },
            { tool: "scripted/write_badly", arguments: { a: "${input:given}" } },
            { tool: "scripted/read_use", arguments: { used: "${back.nested[0].a}" } },
          ],
        });
        const { panel, messages } = watchedPanel(session, 8 * 1024);
        const events: unknown[] = [];
        session.subscribe((event) => events.push(event));
        await session.start();
        await session.close();
        for (const call of [0, 1, 2]) {
          panel.receive({ kind: "requestDetails", runId: session.id, call, requestId: call });
          panel.receive({
            kind: "requestText",
            runId: session.id,
            call,
            part: "result",
            maxBytes: 100_000,
            requestId: call,
          });
        }
        panel.receive({ kind: "ready" });

        expect(source.got.find(([name]) => name === "read_back")?.[1]).toEqual({
          a: fromEnvironment,
          b: `x ${fromInput}`,
        });
        expect(source.got.find(([name]) => name === "read_use")?.[1]).toEqual({ used: fromEnvironment });
        const endings = session.state.calls.map(({ ending }) => ending);
        const kept = await keptText(folder, session.id);
        const everything = [
          kept,
          JSON.stringify([messages, events, session.state, session.plan, environment.lines]),
          formatResults(session.plan.calls, endings),
          JSON.stringify(documentOf(session)),
        ].join("\n");
        for (const secret of [fromEnvironment, fromInput]) {
          const inJson = JSON.stringify(secret).slice(1, -1);
          const forms = [secret, inJson, JSON.stringify(inJson).slice(1, -1), Buffer.from(secret).toString("base64")];
          for (const form of [...forms, encodeURIComponent(secret)]) expect(everything).not.toContain(form);
        }
        await rm(folder, { recursive: true, force: true });
      }),
      { numRuns: 30 },
    );
  });
});

describe("the variables in a server's envFile", () => {
  it("are secrets as those of this process are, and are taken out of all that the server says", async () => {
    const envFile = "API=plain words\nPASSWORD=pw1\nMODE=fast\nTZ=Europe/Berlin\n";
    await writeFile(join(folder, ".env"), envFile);
    const environment = { ...worldOf(new Scripted({}), {}), places: { workspaceFolder: folder } };
    const args = [officialServer("server-everything"), "stdio"];
    const { session } = await begin(environment, {
      servers: { far: { command: process.execPath, args, envFile: ".env" } },
      calls: [{ tool: "far/get-env" }],
    });
    await session.start();
    const [call] = session.state.calls;
    expect(call?.ending?.outcome === "succeeded" && resultValue(call.ending.result)).toMatchObject({
      API: redactionMark,
      PASSWORD: redactionMark,
      MODE: "fast",
      TZ: "Europe/Berlin",
    });
    await session.close();
  });
});

describe("the variables in the envFile of a server that is not started", () => {
  const secret = "fields of gold 1871";
  const servers = { far: { command: "never-started", envFile: "${workspaceFolder}/.env" } };
  const calls = [{ tool: "read_file", arguments: { path: secret } }];
  const preparedFrom = async (origin: "userFile" | "selection", mcpJson: object, own: object) => {
    await writeFile(join(folder, ".env"), `API='${secret}'\n`);
    const environment = {
      ...worldOf(new Scripted({}), {}),
      places: { workspaceFolder: folder },
      tools: {
        lists: { mcpJson: JSON.stringify(mcpJson) },
        mcp: { consent: () => Promise.resolve(false) },
      },
    };
    const text = JSON.stringify({ version: 1, ...own, calls });
    await (await prepare({ text, origin, environment, servers: "start" })).close();
    return environment.redaction.text(`It is ${secret}`);
  };

  it("are secrets before anything is shown", async () => {
    expect(await preparedFrom("userFile", {}, { servers })).toBe(`It is ${redactionMark}`);
    expect(await preparedFrom("selection", { servers }, {})).toBe(`It is ${redactionMark}`);
  });

  it("are not read for a text that is not the user's", async () => {
    expect(await preparedFrom("selection", {}, { servers })).toBe(`It is ${secret}`);
  });
});

describe("a kept run whose results held secrets", () => {
  it("runs a read-only call again for those that need its result", async () => {
    const document = {
      calls: [
        { id: "key", tool: "scripted/read_key", arguments: { name: "${env:MY_VALUE}" } },
        { id: "use", tool: "scripted/write_with", arguments: { key: "${key}" } },
      ],
    };
    const first = new Scripted({ read_key: (args) => text(`key of ${word(args.name)}`), write_with: failing });
    const { session, text: written } = await begin(worldOf(first, { MY_VALUE: "hunter22" }), document);
    await session.start();
    await session.close();

    const second = new Scripted({
      read_key: (args) => text(`key of ${word(args.name)}`),
      write_with: () => text("done"),
    });
    const restored = await again(session.id, worldOf(second, { MY_VALUE: "hunter22" }), written);
    expect(restored.state.calls.map((call) => call.ending?.outcome)).toEqual(["succeeded", "failed"]);
    await restored.retry([1]);
    await restored.close();
    expect(second.got).toEqual([
      ["read_key", { name: "hunter22" }],
      ["write_with", { key: "key of hunter22" }],
    ]);
    expect(restored.state.calls.map((call) => call.ending?.outcome)).toEqual(["succeeded", "succeeded"]);
    expect(restored.state.calls.map((call) => call.attempts.length)).toEqual([2, 2]);
  });

  it("does not repeat one that may have changed something, and says what is missing", async () => {
    const document = {
      calls: [
        { id: "key", tool: "scripted/make_key", arguments: { name: "${env:MY_VALUE}" } },
        { id: "use", tool: "scripted/write_with", arguments: { key: "${key}" } },
      ],
    };
    const tools = { make_key: (args: JsonObject) => text(word(args.name)), write_with: failing };
    const { session, text: written } = await begin(worldOf(new Scripted(tools), { MY_VALUE: "hunter22" }), document);
    await session.start();
    await session.close();
    const second = new Scripted(tools);
    const restored = await again(session.id, worldOf(second, { MY_VALUE: "hunter22" }), written);
    await restored.retry([1]);
    await restored.close();
    expect(second.got).toEqual([]);
    const ending = restored.state.calls[1]?.ending;
    expect(ending?.outcome === "failed" && ending.error.message).toContain('"key" held a secret, which was not kept');
  });

  it("takes secrets that are written in its document from there, as long as that says the same", async () => {
    const document = { calls: [{ tool: "scripted/write_with", arguments: { password: "hunter22" } }] };
    const { session, text: written } = await begin(worldOf(new Scripted({ write_with: failing }), {}), document);
    await session.start();
    await session.close();
    expect(await keptText(folder, session.id)).not.toContain("hunter22");

    const same = new Scripted({ write_with: () => text("done") });
    const restored = await again(session.id, worldOf(same, {}), written);
    await restored.retry([0]);
    await restored.close();
    expect(same.got).toEqual([["write_with", { password: "hunter22" }]]);

    const other = new Scripted({ write_with: () => text("done") });
    const changed = await again(session.id, worldOf(other, {}), written.replace("write_with", "write_else"));
    await changed.retry([0]);
    await changed.close();
    expect(other.got).toEqual([]);
  });
});

describe("a secret that is a word of every run", () => {
  it("is left, so that the run stays in one piece", () => {
    const redactor = new Redactor();
    redactor.addSecret("arguments");
    redactor.addSecret("rgument");
    const event = { type: "attemptStarted", arguments: { path: "a" } };
    expect(redactor.value(event)).toBe(event);
  });
});
