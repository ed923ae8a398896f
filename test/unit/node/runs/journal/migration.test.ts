import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { initialRunState, applyEvent } from "../../../../../src/core/model/runState";
import { interruptionEvents } from "../../../../../src/node/runs/resumption/interruption";
import { Journal } from "../../../../../src/node/runs/journal/journal";
import { moveOldRuns } from "../../../../../src/node/runs/journal/migration";

const id = "20261125T104358663Z-hhxt16";
let folder: string;
let old: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "moved-"));
  old = join(folder, "old");
  await cp(join(import.meta.dirname, "..", "..", "..", "..", "fixtures", "journal-0.1.0"), old, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const fail = (error: unknown) => {
  throw error;
};

describe("a run that version 0.1.0 kept", () => {
  it("is moved with its results and its task, and goes on from where it was cut off", async () => {
    const journal = new Journal(join(folder, "runs"), fail);
    await moveOldRuns(old, journal);
    expect(await readdir(old)).toEqual([]);

    const kept = (await journal.read(id))!;
    const state = initialRunState(kept.header.plan.calls.length);
    for (const event of [...kept.events, ...interruptionEvents(kept.header.plan, kept.events)])
      applyEvent(state, event);
    const picture = state.calls.map(({ index, ending }) =>
      [
        kept.header.plan.calls[index]?.id,
        ending?.outcome,
        ending?.outcome !== "succeeded" && ending?.outcomeUnknown === true ? "in doubt" : "",
      ].join(" "),
    );
    expect(picture).toEqual([
      "sum succeeded ",
      "big succeeded ",
      "bad failed ",
      "sent succeeded ",
      "doubt cancelled in doubt",
      "later cancelled ",
    ]);
    expect(JSON.stringify(state.calls[1]?.ending)).toContain(String.raw`A line of text\nA line of text`);
    expect(await journal.readTask(id)).toMatchObject({ prompt: "Add up" });
    expect(await journal.ids()).toEqual([id]);
  });

  it("is moved again from its beginning where that was cut off, and left alone where it cannot be read", async () => {
    const journal = new Journal(join(folder, "runs"), fail);
    await cp(join(old, `${id}.run.jsonl`), join(old, "20260101T000000000Z-other0.run.jsonl"));
    await cp(old, join(folder, "again"), { recursive: true });
    await moveOldRuns(old, journal);
    const once = await journal.read(id);
    await moveOldRuns(join(folder, "again"), journal);
    expect((await journal.read(id))?.events).toEqual(once?.events);
    expect(await readdir(old)).toEqual(["20260101T000000000Z-other0.run.jsonl"]);
  });
});
