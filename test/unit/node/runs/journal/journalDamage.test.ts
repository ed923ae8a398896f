import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CallState } from "../../../../../src/core/model/runState";
import { interruptionEvents } from "../../../../../src/node/runs/resumption/interruption";
import { Journal, newRunId } from "../../../../../src/node/runs/journal/journal";
import { LineBytes } from "../../../../../src/node/runs/journal/format/lineBytes";
import { prepare, reopen } from "../../../../../src/node/runs/prepare";
import { ledgerAfter } from "../../../../../src/node/runs/resumption/resumption";
import { remainingCalls } from "../../../../../src/node/runs/retry";
import type { RunSession } from "../../../../../src/node/runs/session";
import type { ToolSource } from "../../../../../src/node/tools/source";
import { MemoryFiles } from "../../../../fixtures/memoryFiles";
import { ownWords } from "../../../../../src/core/model/text/shown";
import { plainEnvironment } from "../../../../fixtures/runEnvironment";

const count = 10;
const text = JSON.stringify({
  version: 1,
  maxConcurrency: 1,
  calls: Array.from({ length: count }, (_, index) => ({
    id: `c${index}`,
    tool: "calculate",
    arguments: { expression: `${index} + 1` },
  })),
});
const id = newRunId(1);

/** A run that is begun, not started. */
async function begin(journal: Journal, runId = id): Promise<RunSession> {
  const prepared = await prepare({ text, environment: plainEnvironment(), servers: "start" });
  const header = prepared.header(runId, "test", 0);
  return prepared.session({ header }, { journal: journal.create(ownWords(header)) });
}

/** The run as another process finds it; `undefined` where it cannot be shown. */
async function found(journal: Journal, runId = id): Promise<RunSession | undefined> {
  const kept = await journal.read(runId);
  if (kept === undefined) return undefined;
  const missing = interruptionEvents(kept.header.plan, kept.events);
  const writer = journal.resume(runId, { knownWriters: kept.writers, missing });
  const run = { header: kept.header, history: [...kept.events, ...missing] };
  return reopen(run, plainEnvironment(), text, { journal: writer });
}

function picture(calls: readonly CallState[]): string {
  return calls.map(({ phase, ending }) => (ending === undefined ? phase : ending.outcome)[0]).join("");
}

const whole = "s".repeat(count);

describe("a run on a disk", () => {
  let folder: string;
  const errors: unknown[] = [];
  const open = () => new Journal(folder, (error) => errors.push(error));
  const fileOf = (name: string): string => join(folder, id, name);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "damage-"));
    errors.length = 0;
    const session = await begin(open());
    await session.start();
    await session.close();
  });

  afterEach(async () => {
    expect(errors).toEqual([]);
    await rm(folder, { recursive: true, force: true });
  });

  /** Resumes what is left, sees that it is whole then, and that it is still so in the next process. */
  async function expectItIsResumed(session: RunSession | undefined): Promise<void> {
    await session?.retry(remainingCalls(session.state));
    expect(picture(session?.state.calls ?? [])).toBe(whole);
    await session?.close();
    const again = await found(open());
    expect(picture(again?.state.calls ?? [])).toBe(whole);
    await again?.close();
  }

  async function damageLineOf(words: readonly string[], name: string): Promise<number> {
    const lines = (await readFile(fileOf(name), "utf8")).split("\n");
    const at = lines.findIndex((line) => words.every((word) => line.includes(word)));
    lines[at] = `${lines[at]?.slice(0, 20) ?? ""}\0\0${lines[at]?.slice(22) ?? ""}`;
    await writeFile(fileOf(name), lines.join("\n"));
    return at;
  }

  it("that lost a line in its middle has that call cancelled, all others as they were, and is resumed", async () => {
    expect(await damageLineOf(['"callEnded"', '"call":5'], "0001.events.jsonl")).toBeGreaterThan(0);
    const session = await found(open());
    expect(picture(session?.state.calls ?? [])).toBe("ssssscssss");
    await expectItIsResumed(session);
  });

  it("whose last line is torn is resumed, reload after reload", async () => {
    const lines = (await readFile(fileOf("0001.events.jsonl"), "utf8")).split("\n");
    const at = lines.findIndex((line) => line.includes('"callEnded"') && line.includes('"call":5'));
    await writeFile(fileOf("0001.events.jsonl"), `${lines.slice(0, at).join("\n")}\n${lines[at]?.slice(0, 60) ?? ""}`);
    for (let reload = 0; reload < 2; reload++) {
      const session = await found(open());
      expect(picture(session?.state.calls ?? [])).toBe("sssssccccc");
      await session?.close();
    }
    await expectItIsResumed(await found(open()));
  });

  it("that lost the end of the line which began a round still begins it, so that no call ends twice in one", async () => {
    const session = await found(open());
    await session?.close();
    const lines = [
      { type: "roundStarted", atMs: 1, calls: [0] },
      {
        type: "callEnded",
        atMs: 2,
        call: 0,
        ending: { outcome: "cancelled", error: { kind: "cancelled", message: "" } },
      },
      { type: "roundEnded", atMs: 2 },
    ].map((event) => lineOf(JSON.stringify(event)));
    const [begun = "", ...others] = lines;
    for (const [writer, said] of [`${begun.slice(0, -1)}\0`, others.join("")].entries()) {
      await writeFile(fileOf(`${String(writer + 3).padStart(4, "0")}.events.jsonl`), said);
    }
    const rounds = [...((await open().read(id))?.events ?? [])].filter(({ type }) => type === "roundStarted");
    expect(rounds).toHaveLength(2);
  });

  it.each(["run.jsonl", "run.copy.jsonl"])("whose %s is damaged or gone is read from the other", async (name) => {
    await damageLineOf(['"kind":"run"'], name);
    expect(picture((await found(open()))?.state.calls ?? [])).toBe(whole);
    await rm(fileOf(name));
    expect(picture((await found(open()))?.state.calls ?? [])).toBe(whole);
  });

  it("whose two headers are damaged in different lines is whole, and in the same one is not shown half", async () => {
    await damageLineOf(['"kind":"run"'], "run.jsonl");
    await damageLineOf(['"kind":"call"', '"index":3'], "run.copy.jsonl");
    expect(picture((await found(open()))?.state.calls ?? [])).toBe(whole);
    expect(await open().unreadable(id)).toBeUndefined();
    await damageLineOf(['"kind":"call"', '"index":3'], "run.jsonl");
    expect(await found(open())).toBeUndefined();
    expect(await open().unreadable(id)).toEqual({ id, folder: join(folder, id), isNewer: false });
    // The next run is not in its way.
    const next = await begin(open(), newRunId(2));
    await next.start();
    expect(picture(next.state.calls)).toBe(whole);
    await next.close();
  });

  it("of which nobody can say any more what was run is told of, and not deleted as one that was never begun", async () => {
    for (const name of ["run.jsonl", "run.copy.jsonl"]) await damageLineOf(['"kind":"run"'], name);
    expect(await open().newestUnreadable()).toEqual({ id, folder: join(folder, id), isNewer: false });
    expect(await open().unreadable(newRunId(5))).toBeUndefined();
    await open().prune(20);
    expect((await open().unreadable(id))?.id).toBe(id);
    const next = await begin(open(), newRunId(2));
    await next.close();
    expect(await open().newestUnreadable()).toBeUndefined();
  });

  it("that a later version wrote is left alone", async () => {
    for (const name of ["run.jsonl", "run.copy.jsonl"])
      await writeFile(fileOf(name), lineOf('{"kind":"run","format":3}'));
    await open().prune(20);
    expect(await open().unreadable(id)).toEqual({ id, folder: join(folder, id), isNewer: true });
  });

  it("is not deleted while it goes on, however many newer ones there are, and is once it is over", async () => {
    const going = newRunId(0);
    const prepared = await prepare({ text, environment: plainEnvironment(), servers: "start" });
    const writer = open().create(ownWords(prepared.header(going, "test", 0)));
    await writer.hold();
    // A new run is held before it is on disk, where one that old was never begun.
    await writer.flush();
    await open().prune(1);
    expect((await open().read(going))?.header.id).toBe(going);
    await writer.release();
    await open().prune(1);
    expect(await open().read(going)).toBeUndefined();
    expect((await open().read(id))?.header.id).toBe(id);
  });
});

it("a disk that is full for a third of a run is told of once, and all of it is there after the next start", async () => {
  const files = new MemoryFiles();
  const world = { files, own: () => ({ machine: "m", pid: 1 }), livenessOf: () => "gone" as const, now: () => 0 };
  const errors: unknown[] = [];
  let tellRefused = (): void => undefined;
  const refused = new Promise<void>((resolve) => (tellRefused = resolve));
  let step = 0;
  const steps: ToolSource = {
    name: "t",
    list: () => Promise.resolve([{ source: "t", name: "step", annotations: { readOnlyHint: true } }]),
    call: async () => {
      step++;
      if (step === 4) files.fate = { room: 0 };
      if (step === 7) {
        await refused;
        files.fate = {};
      }
      return { content: [] };
    },
    close: () => Promise.resolve(),
  };
  const manifest = { version: 1, maxConcurrency: 1, calls: Array.from({ length: count }, () => ({ tool: "t/step" })) };
  const prepared = await prepare({
    text: JSON.stringify(manifest),
    environment: plainEnvironment({ tools: { extraSources: [steps] } }),
    servers: "start",
  });
  const header = prepared.header(id, "test", 0);
  const onError = (error: unknown): void => {
    errors.push(error);
    tellRefused();
  };
  const journal = new Journal("/runs", onError, { files, world });
  const session = prepared.session({ header }, { journal: journal.create(ownWords(header)) });
  await session.start();
  expect(picture(session.state.calls)).toBe(whole);
  await session.close();
  expect(errors).toMatchObject([{ code: "ENOSPC" }]);
  const later = files.found();
  const kept = await new Journal("/runs", fail, { files: later, world: { ...world, files: later } }).read(id);
  expect(kept?.damaged).toBe(0);
  expect(picture(ledgerAfter(count, kept?.events ?? []).state.calls)).toBe(whole);
});

function fail(error: unknown): never {
  throw error;
}

function lineOf(json: string): string {
  const lines = new LineBytes();
  lines.add(json);
  return lines.bytes.toString();
}
