import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Journal, newRunId } from "../../../../src/node/runs/journal/journal";
import type { RunHeader } from "../../../../src/node/runs/journal/header";
import type { RecordedRun } from "../../../../src/node/runs/recordedRun";
import { ViewedRuns } from "../../../../src/node/runs/viewedRuns";
import { ownWords } from "../../../../src/core/model/text/shown";
import { planOf } from "./plans";

let folder: string;
let journal: Journal;
let viewed: ViewedRuns;
const over: string[] = [];
const id = newRunId(0);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "viewed-"));
  over.length = 0;
  journal = new Journal(folder, (error) => expect(error).toBeUndefined());
  const own = { get: () => Promise.resolve(undefined), latest: () => Promise.resolve(undefined), recent: () => [] };
  const isElsewhere = async (run: string) => (await journal.holder(run)) !== undefined;
  viewed = new ViewedRuns({ ...own, isElsewhere }, journal, (run) => over.push(run));
});

afterEach(async () => {
  await viewed.close();
  await rm(folder, { recursive: true, force: true });
});

function header(): RunHeader {
  const plan = planOf(["a", "b"]);
  const manifest = { calls: plan.calls, servers: {}, inputs: [], tools: {}, limits: {}, safety: {}, resources: {} };
  return { version: 1, id, title: "elsewhere", startedAt: 0, plan, manifest };
}

const phases = (run: RecordedRun | undefined) => run?.state.calls.map(({ phase }) => phase);

describe("a run that goes on in another window", () => {
  it("is shown as it goes on, takes no orders, and is handed over once it goes on there no more", async () => {
    const writer = journal.create(ownWords(header()));
    void writer.hold();
    writer.append(ownWords({ type: "roundStarted", atMs: 0, calls: [0, 1] }));
    writer.append(ownWords({ type: "attemptStarted", atMs: 1, call: 0, attempt: 1 }));
    await writer.flush();

    const run = await viewed.get(id);
    expect(run).toMatchObject({ id, title: "elsewhere", isElsewhere: true });
    expect(phases(run)).toEqual(["running", "waiting"]);
    expect(await viewed.latest()).toBe(run);
    const told: string[] = [];
    run?.subscribe(({ type }) => told.push(type));
    await run?.retry([0]);
    run?.cancel();

    writer.append(
      ownWords({ type: "callEnded", atMs: 2, call: 0, ending: { outcome: "succeeded", result: { content: [] } } }),
    );
    await expect.poll(() => told).toEqual(["callEnded"]);
    expect(phases(run)).toEqual(["ended", "waiting"]);
    expect(over).toEqual([]);

    await writer.release();
    await expect.poll(() => over).toEqual([id]);
    expect(await viewed.get(id)).toBeUndefined();
  });

  it("is not there when its id is none, or its header is gone", async () => {
    expect(await journal.follow("../secret")).toBeUndefined();
    expect(await journal.follow(newRunId(1))).toBeUndefined();
  });
});
