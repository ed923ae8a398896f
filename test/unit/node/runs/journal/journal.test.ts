import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunEvent } from "../../../../../src/core/model/run";
import { Journal, newRunId } from "../../../../../src/node/runs/journal/journal";
import type { RunHeader } from "../../../../../src/node/runs/journal/header";
import { LineBytes } from "../../../../../src/node/runs/journal/format/lineBytes";
import { ownWords } from "../../../../../src/core/model/text/shown";
import { initialTaskState } from "../../../../../src/node/tasks/record/taskState";
import { planOf } from "../plans";

let folder: string;
let errors: unknown[];
let journal: Journal;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "journal-"));
  errors = [];
  journal = new Journal(join(folder, "runs"), (error) => errors.push(error));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function headerOf(id: string): RunHeader {
  const plan = planOf(["a"]);
  return {
    version: 1,
    id,
    title: "test",
    startedAt: 0,
    plan,
    manifest: { calls: plan.calls, servers: {}, inputs: [], tools: {}, limits: {}, safety: {}, resources: {} },
  };
}

const ready = (atMs: number): RunEvent => ({ type: "callReady", atMs, call: 0 });

describe("a journal", () => {
  it("gives back a run's header and its events in order", async () => {
    const id = newRunId(0);
    const writer = journal.create(ownWords(headerOf(id)));
    for (let atMs = 0; atMs < 1000; atMs++) writer.append(ownWords(ready(atMs)));
    await writer.flush();

    const kept = await journal.read(id);
    expect(kept?.header).toEqual(headerOf(id));
    expect([...(kept?.events ?? [])].map((event) => event.atMs)).toEqual(
      Array.from({ length: 1000 }, (_, index) => index),
    );
    expect(errors).toEqual([]);
  });

  it("gives the calls that are in memory already where it holds the same", async () => {
    const id = newRunId(0);
    const { plan, manifest, ...rest } = headerOf(id);
    const [first] = plan.calls;
    const changed = { ...planOf(["a", "b"]).calls[1]!, arguments: { changed: true } };
    const kept = { ...rest, manifest, plan: { ...plan, calls: [first!, changed] } };
    await journal.createWith(ownWords(kept), []);
    const known = { manifest: structuredClone(manifest), plan: planOf(["a", "b"]) };
    const read = await journal.read(id, known);
    expect(read?.header).toEqual(kept);
    expect(read?.header.plan.calls[0]).toBe(known.plan.calls[0]);
    expect(read?.header.manifest.calls[0]).toBe(known.manifest.calls[0]);
  });

  it("keeps what is known of a task in the order in which it is told, however fast that is", async () => {
    const id = newRunId(0);
    const about = { mode: "plan", model: "m", offeredTools: 0, leftOut: [] } as const;
    const tasks = Array.from({ length: 20 }, (_, index) =>
      initialTaskState({ ...about, prompt: `step ${String(index)}` }),
    );
    await Promise.all(tasks.map((task) => journal.keepTask(id, ownWords(task))));
    expect((await journal.readTask(id))?.prompt).toBe("step 19");
    expect(errors).toEqual([]);
  });

  it("goes on with a run that was kept", async () => {
    const id = newRunId(0);
    const first = journal.create(ownWords(headerOf(id)));
    first.append(ownWords(ready(1)));
    await first.flush();
    const second = journal.resume(id);
    second.append(ownWords(ready(2)));
    await second.flush();
    expect([...((await journal.read(id))?.events ?? [])]).toEqual([ready(1), ready(2)]);
  });

  it("drops a line that a crash cut off, and keeps those before it", async () => {
    const id = newRunId(0);
    const writer = journal.create(ownWords(headerOf(id)));
    writer.append(ownWords(ready(1)));
    await writer.flush();
    await appendFile(join(folder, "runs", id, "0001.events.jsonl"), '12345678 {"type":"callRea');
    expect([...((await journal.read(id))?.events ?? [])]).toEqual([ready(1)]);
  });

  it("has no run of an unknown id, of another version, or of an id that is a path", async () => {
    const id = newRunId(0);
    await journal.create(ownWords(headerOf(id))).flush();
    const other = newRunId(1);
    await mkdir(join(folder, "runs", other));
    await writeFile(join(folder, "runs", other, "run.jsonl"), lineOf(`{"kind":"run","format":3,"id":"${other}"}`));
    await cp(join(folder, "runs", id), join(folder, "secret"), { recursive: true });
    expect(await journal.ids()).toEqual([id]);
    expect(await journal.read(other)).toBeUndefined();
    expect(await journal.read(newRunId(5))).toBeUndefined();
    expect(await journal.read("../secret")).toBeUndefined();
  });

  it("deletes all but the newest runs", async () => {
    const ids = [newRunId(3), newRunId(1), newRunId(2)];
    await Promise.all(ids.map((id) => journal.create(ownWords(headerOf(id))).flush()));
    await journal.prune(2);
    expect(await journal.ids()).toEqual([ids[2], ids[0]]);
  });

  it("keeps a note in place of a result that JSON cannot say", async () => {
    const id = newRunId(0);
    const writer = journal.create(ownWords(headerOf(id)));
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    writer.append(
      ownWords({
        type: "callEnded",
        atMs: 1,
        call: 0,
        ending: { outcome: "succeeded", result: { content: [], structuredContent: circular as never } },
      }),
    );
    await writer.flush();
    const [event] = (await journal.read(id))?.events ?? [];
    expect(JSON.stringify(event)).toContain("The result could not be kept");
  });

  it("tells once that it cannot write, and never rejects", async () => {
    await writeFile(join(folder, "runs"), "a file where the folder should be");
    const writer = journal.create(ownWords(headerOf(newRunId(0))));
    writer.append(ownWords(ready(1)));
    writer.append(ownWords(ready(2)));
    await writer.flush();
    writer.append(ownWords(ready(3)));
    await writer.flush();
    expect(errors).toHaveLength(1);
  });
});

function lineOf(json: string): string {
  const lines = new LineBytes();
  lines.add(json);
  return lines.bytes.toString();
}
