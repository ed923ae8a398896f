import { beforeEach, describe, expect, it } from "vitest";
import { Journal, newRunId } from "../../../../../src/node/runs/journal/journal";
import type { RunHeader } from "../../../../../src/node/runs/journal/header";
import type { JournalWriter } from "../../../../../src/node/runs/journal/writing/journalWriter";
import { MemoryDisk, Mount } from "../../../../chaos/memoryDisk";
import { Random } from "../../../../chaos/random";
import { ownWords } from "../../../../../src/core/model/text/shown";
import { planOf } from "../plans";

let disk: MemoryDisk;
let alive: Set<number>;
/** Why calls wait for the disk, as it was told. */
let waits: unknown[];
const id = newRunId(0);

beforeEach(() => {
  disk = new MemoryDisk();
  alive = new Set();
  waits = [];
});

function processOf(pid: number): { readonly journal: Journal; readonly files: Mount } {
  alive.add(pid);
  const files = new Mount(disk, new Random(pid), () => undefined);
  const world = {
    files,
    own: () => ({ machine: "this", pid }),
    livenessOf: (mark: { readonly pid: number }) => (alive.has(mark.pid) ? ("alive" as const) : ("gone" as const)),
    now: () => disk.now(),
  };
  return {
    files,
    journal: new Journal("/runs", () => undefined, { files, world, onHoldingBack: (why) => waits.push(why) }),
  };
}

function header(): RunHeader {
  const readOnly = planOf(["a"]);
  const plan = { ...readOnly, calls: readOnly.calls.map((call) => ({ ...call, safety: "unsafe" as const })) };
  const manifest = { calls: plan.calls, servers: {}, inputs: [], tools: {}, limits: {}, safety: {}, resources: {} };
  return { version: 1, id, title: "test", startedAt: 0, plan, manifest };
}

async function isKept(): Promise<void> {
  const { journal } = processOf(1);
  const writer = journal.create(ownWords(header()));
  await writer.hold();
  writer.append(ownWords({ type: "callReady", atMs: 1, call: 0 }));
  await writer.release();
  alive.delete(1);
}

it("nobody goes on with a run from what was read of it while it went on", async () => {
  const first = processOf(1);
  const writer = first.journal.create(ownWords(header()));
  await writer.hold();
  await writer.flush();
  const second = processOf(2);
  const kept = await second.journal.read(id);
  writer.append(ownWords({ type: "callReady", atMs: 1, call: 0 }));
  await writer.flush();
  first.files.isDead = true;
  alive.delete(1);
  const resumed = second.journal.resume(id, { knownWriters: kept?.writers ?? 0 });
  expect(await resumed.hold()).toEqual({ kind: "wentOn" });
});

it("a disk that takes no lease lets nobody go on with a run, and keeps nobody out once it does", async () => {
  await isKept();
  const { journal } = processOf(2);
  for (let times = 0; times < 8; times++) {
    disk.isFull = true;
    const writers = (await journal.read(id))?.writers ?? 0;
    const writer = journal.resume(id, { knownWriters: writers });
    expect(await writer.hold()).toMatchObject({ kind: "notWritten", cause: { code: "ENOSPC" } });
    disk.isFull = false;
    expect(await writer.hold()).toBeUndefined();
    await writer.release();
    await writer.release();
  }
});

describe("a call that may change something, on a disk that takes nothing more", () => {
  it("is sent where the disk can say that what is sent is in doubt", async () => {
    const { journal } = processOf(1);
    const writer = await begun(journal);
    disk.isFull = true;
    writer.append(ownWords({ type: "attemptStarted", atMs: 2, call: 0, attempt: 1 }));
    await writer.untilSendable(writer.appended);
    alive.delete(1);
    const kept = await processOf(2).journal.read(id);
    expect([...(kept?.events ?? [])].at(-1)).toMatchObject({ type: "callEnded", ending: { outcomeUnknown: true } });
    expect(waits).toEqual([]);
  });

  it.each(Array.from('{"isAhead":"no "', (_, at) => at))(
    "is in doubt although byte %i of what the disk says is another since",
    async (at) => {
      const writer = await begun(processOf(1).journal);
      disk.isFull = true;
      writer.append(ownWords({ type: "attemptStarted", atMs: 2, call: 0, attempt: 1 }));
      await writer.untilSendable(writer.appended);
      alive.delete(1);
      const lease = [...disk.files].find(([path]) => path.endsWith(".lease"))?.[1].bytes;
      lease?.writeUInt8((lease.readUInt8(at) + 1) % 256, at);
      disk.wait(60_000);
      const kept = await processOf(2).journal.read(id);
      expect([...(kept?.events ?? [])].at(-1)).toMatchObject({ type: "callEnded", ending: { outcomeUnknown: true } });
    },
  );

  it("waits where not even that can be written, until it can, while others go on", async () => {
    const { journal, files } = processOf(1);
    const writer = await begun(journal);
    const held: boolean[] = [];
    writer.onHoldingBack((isHoldingBack) => held.push(isHoldingBack));
    files.isReadOnly = true;
    writer.append(ownWords({ type: "attemptStarted", atMs: 2, call: 0, attempt: 1 }));
    let isSent = false;
    const sent = writer.untilSendable(writer.appended)?.then(() => (isSent = true));
    await writer.untilWritten(writer.appended);
    await writer.flush();
    expect(isSent).toBe(false);
    expect(waits).toMatchObject([{ code: "EROFS" }]);
    files.isReadOnly = false;
    await writer.flush();
    await sent;
    expect(writer.trouble).toBeUndefined();
    expect(held).toEqual([true, false]);
  });

  it("is sent in a run of which nothing could be kept, with which nobody can go on", async () => {
    const { journal, files } = processOf(1);
    files.isReadOnly = true;
    const writer = journal.create(ownWords(header()));
    await writer.hold();
    writer.append(ownWords({ type: "attemptStarted", atMs: 2, call: 0, attempt: 1 }));
    await writer.untilSendable(writer.appended);
    expect(await processOf(2).journal.read(id)).toBeUndefined();
  });

  it("is in doubt even where it had failed before", async () => {
    const writer = await begun(processOf(1).journal);
    const error = { kind: "cancelled", message: "No." } as const;
    writer.append(ownWords({ type: "callEnded", atMs: 2, call: 0, ending: { outcome: "cancelled", error } }));
    writer.append(ownWords({ type: "roundEnded", atMs: 2, reason: "done" }));
    await writer.flush();
    disk.isFull = true;
    writer.append(ownWords({ type: "roundStarted", atMs: 3, calls: [0] }));
    await writer.untilSendable(writer.appended);
    alive.delete(1);
    const kept = await processOf(2).journal.read(id);
    expect([...(kept?.events ?? [])].slice(-2)).toMatchObject([
      { type: "roundStarted", calls: [0] },
      { type: "callEnded", ending: { outcomeUnknown: true } },
    ]);
  });
});

async function begun(journal: Journal): Promise<JournalWriter> {
  const writer = journal.create(ownWords(header()));
  await writer.hold();
  writer.append(ownWords({ type: "roundStarted", atMs: 0, calls: [0] }));
  await writer.flush();
  return writer;
}
