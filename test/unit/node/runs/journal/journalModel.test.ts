import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ToolFailure } from "../../../../../src/core/model/failure";
import type { CallState } from "../../../../../src/core/model/runState";
import type { Tool } from "../../../../../src/core/model/tool";
import { interruptionEvents } from "../../../../../src/node/runs/resumption/interruption";
import { Journal, newRunId } from "../../../../../src/node/runs/journal/journal";
import type { LeaseWorld } from "../../../../../src/node/runs/journal/writing/lease";
import { prepare, reopen } from "../../../../../src/node/runs/prepare";
import { resumedCalls } from "../../../../../src/node/runs/resumption/resumption";
import type { RunSession } from "../../../../../src/node/runs/session";
import type { ToolSource } from "../../../../../src/node/tools/source";
import { MemoryFiles } from "../../../../fixtures/memoryFiles";
import { ownWords } from "../../../../../src/core/model/text/shown";
import { plainEnvironment } from "../../../../fixtures/runEnvironment";

/** One call of a small run: whether it may change something, how much it returns, and of which it needs the result. */
interface SmallCall {
  readonly writes: boolean;
  readonly bytes: number;
  readonly needs: number | undefined;
}

/** The world outside, which outlives every process: how often each tool did what it does. */
class Outside {
  readonly executed = new Map<string, number>();
  private before = new Map<string, number>();

  /** Another process begins. */
  mark(): void {
    this.before = new Map(this.executed);
  }

  /** Whether a tool did what it does since the last process began. */
  hasExecuted(name: string): boolean {
    return this.executed.get(name) !== this.before.get(name);
  }
}

/** The tools as one process reaches them: a dead one reaches nothing. */
class Tools implements ToolSource {
  readonly name = "t";

  constructor(
    private readonly calls: readonly SmallCall[],
    private readonly outside: Outside,
    private readonly files: MemoryFiles,
  ) {}

  list(): Promise<readonly Tool[]> {
    return Promise.resolve(
      this.calls.map(({ writes }, index) => ({
        source: this.name,
        name: `c${index}`,
        annotations: { readOnlyHint: !writes, destructiveHint: writes },
      })),
    );
  }

  async call(name: string) {
    await new Promise((next) => setImmediate(next));
    if (this.files.isDead) return new Promise<never>(() => undefined);
    const often = (this.outside.executed.get(name) ?? 0) + 1;
    this.outside.executed.set(name, often);
    const bytes = this.calls[Number(name.slice(1))]?.bytes ?? 0;
    if (bytes === 0 && often === 1) throw new ToolFailure("tool", "not the first time");
    return { content: [{ type: "text" as const, text: "x".repeat(bytes) }] };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const id = newRunId(0);

/** A process: what it is told of the run is what a person saw before it died. */
class Process {
  readonly seen = new Map<number, CallState>();
  readonly errors: unknown[] = [];
  private readonly journal: Journal;

  constructor(
    private readonly calls: readonly SmallCall[],
    private readonly outside: Outside,
    readonly files: MemoryFiles,
    private readonly pid: number,
  ) {
    const world: LeaseWorld = {
      files,
      own: () => ({ machine: "m", pid }),
      livenessOf: (mark) => (mark.pid === pid ? "alive" : "gone"),
      now: () => Date.now(),
    };
    this.journal = new Journal("/runs", (error) => this.errors.push(error), { files, world });
  }

  async begin(): Promise<RunSession> {
    const prepared = await prepare({ text: this.text(), environment: this.environment(), servers: "start" });
    const header = prepared.header(id, "test", 0);
    return this.watch(prepared.session({ header }, { journal: this.journal.create(ownWords(header)) }));
  }

  /** Opens the run again; `undefined` where there is none. */
  async reopen(): Promise<RunSession | undefined> {
    const kept = await this.journal.read(id);
    if (kept === undefined) return undefined;
    const missing = interruptionEvents(kept.header.plan, kept.events);
    const journal = this.journal.resume(id, { knownWriters: kept.writers, missing });
    const run = { header: kept.header, history: [...kept.events, ...missing] };
    return this.watch(reopen(run, this.environment(), this.text(), { journal }));
  }

  /** Runs until the round has ended or the process is dead. */
  async run(round: Promise<void>): Promise<void> {
    const over = { isOver: false };
    void round.then(() => (over.isOver = true));
    while (!over.isOver && !this.files.isDead) await new Promise((next) => setImmediate(next));
  }

  private watch(session: RunSession): RunSession {
    session.subscribe((event) => {
      if (event.type !== "callEnded" || this.files.isDead) return;
      const state = session.callState(event.call);
      if (state !== undefined) this.seen.set(event.call, state);
    });
    return session;
  }

  private environment() {
    return plainEnvironment({ tools: { extraSources: [new Tools(this.calls, this.outside, this.files)] } });
  }

  private text(): string {
    return JSON.stringify({
      version: 1,
      maxConcurrency: 2,
      safety: Object.fromEntries(this.calls.map(({ writes }, i) => [`t/c${i}`, writes ? "unsafe" : "readOnly"])),
      calls: this.calls.map(({ needs }, index) => ({
        id: `c${index}`,
        tool: `t/c${index}`,
        ...(needs !== undefined && { dependsOn: [`c${needs}`] }),
      })),
    });
  }
}

/** Every call that the last process executed and may have changed something is known to have ended, or to be in doubt. */
function expectNothingForgotten(calls: readonly SmallCall[], outside: Outside, session: RunSession): void {
  for (const { index, phase, ending } of session.state.calls) {
    expect(phase).toBe("ended");
    if (calls[index]?.writes !== true || !outside.hasExecuted(`c${index}`)) continue;
    const isKnown = ending?.outcome === "succeeded" || ending?.outcome === "failed" || ending?.outcomeUnknown === true;
    expect([index, ending, isKnown]).toEqual([index, ending, true]);
  }
}

function expectSeenIsKept(process: Process, calls: readonly SmallCall[], session: RunSession): void {
  for (const [index, seen] of process.seen) {
    if (calls[index]?.writes === true) expect(session.callState(index)?.ending).toEqual(seen.ending);
  }
}

/** Runs everything that is not in doubt, and sees that no call is repeated that may have changed something. */
async function expectItGoesOn(process: Process, calls: readonly SmallCall[], outside: Outside, session: RunSession) {
  const before = new Map(outside.executed);
  const { reused, inDoubt, toRun } = resumedCalls(session.state.calls);
  const known = new Set([...reused, ...inDoubt]);
  await process.run(session.retry(toRun));
  for (const { index, phase } of session.state.calls) {
    expect(phase).toBe("ended");
    if (known.has(index)) expect(outside.executed.get(`c${index}`)).toBe(before.get(`c${index}`));
  }
}

/** A header that was never finished: then nothing was sent that may have changed something, and nobody was told of it. */
function expectNothingSent(calls: readonly SmallCall[], outside: Outside): void {
  for (const [index, { writes }] of calls.entries()) if (writes) expect(outside.hasExecuted(`c${index}`)).toBe(false);
}

const smallRuns = fc
  .array(fc.record({ writes: fc.boolean(), bytes: fc.constantFrom(0, 10, 3000), needs: fc.nat(6) }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((calls) => calls.map((call, index) => ({ ...call, needs: call.needs < index ? call.needs : undefined })));

async function crash(calls: readonly SmallCall[], first: number, second: number): Promise<void> {
  const outside = new Outside();
  const one = new Process(calls, outside, new MemoryFiles(), 1);
  one.files.fate = { diesAfterBytes: first };
  const begun = await one.begin();
  await one.run(begun.start());

  const two = new Process(calls, outside, one.files.found(), 2);
  const reopened = await two.reopen();
  if (reopened === undefined) {
    expectNothingSent(calls, outside);
    return;
  }
  expectNothingForgotten(calls, outside, reopened);
  expectSeenIsKept(one, calls, reopened);
  outside.mark();
  two.files.fate = { diesAfterBytes: second };
  await expectItGoesOn(two, calls, outside, reopened).catch((error: unknown) => {
    if (!two.files.isDead) throw error;
  });

  const three = new Process(calls, outside, two.files.found(), 3);
  const again = (await three.reopen())!;
  expectNothingForgotten(calls, outside, again);
  expectSeenIsKept(two, calls, again);
  await expectItGoesOn(three, calls, outside, again);
}

describe("a run whose process dies", () => {
  it("at any moment of its writing is gone on with: nothing that was told is lost, nothing is sent twice unasked", async () => {
    const calls: readonly SmallCall[] = [
      { writes: true, bytes: 10, needs: undefined },
      { writes: false, bytes: 3000, needs: undefined },
      { writes: true, bytes: 0, needs: 1 },
      { writes: true, bytes: 2000, needs: 0 },
    ];
    const whole = new Process(calls, new Outside(), new MemoryFiles(), 1);
    await whole.run((await whole.begin()).start());
    const total = whole.files.bytesWritten;
    const header = whole.files.disk.get(`/runs/${id}/run.jsonl`)!.bytes.length;
    // Within the header, and in the middle of lines, every byte is alike.
    for (let at = 0; at < 2 * header; at += 397) await crash(calls, at, Number.POSITIVE_INFINITY);
    for (let at = 2 * header; at <= total; at += 37) await crash(calls, at, Number.POSITIVE_INFINITY);
  }, 120_000);

  it("and dies again while it goes on, whatever its calls are", async () => {
    await fc.assert(
      fc.asyncProperty(smallRuns, fc.nat(14_000), fc.nat(4000), (calls, first, second) => crash(calls, first, second)),
      { numRuns: 50 },
    );
  }, 120_000);
});

describe("a run whose files are damaged", () => {
  it("has every call end, and puts in doubt what may have been sent", async () => {
    const damage = fc.record({ file: fc.nat(10), at: fc.nat(5000), length: fc.integer({ min: 1, max: 60 }) });
    await fc.assert(
      fc.asyncProperty(smallRuns, fc.nat(14_000), damage, async (calls, at, { file, at: from, length }) => {
        const outside = new Outside();
        const one = new Process(calls, outside, new MemoryFiles(), 1);
        one.files.fate = { diesAfterBytes: at };
        await one.run((await one.begin()).start());
        const two = new Process(calls, outside, one.files.found(), 2);
        if ((await two.reopen()) === undefined) return;
        const damaged = [...two.files.disk.values()][file % two.files.disk.size]!;
        for (let index = 0; index < length; index++) damaged.bytes[(from % damaged.bytes.length) + index] = 0x58;
        const three = new Process(calls, outside, two.files, 3);
        const session = await three.reopen();
        if (session === undefined) {
          // Its second copy was not finished.
          expectNothingSent(calls, outside);
          return;
        }
        expectNothingForgotten(calls, outside, session);
        await expectItGoesOn(three, calls, outside, session);
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});

describe("a run whose disk is full", () => {
  it("goes on, and is whole once there is room again; who dies before that leaves what was sent in doubt", async () => {
    await fc.assert(
      fc.asyncProperty(smallRuns, fc.nat(9000), fc.boolean(), async (calls, room, dies) => {
        const outside = new Outside();
        const one = new Process(calls, outside, new MemoryFiles(), 1);
        one.files.fate = { room };
        const session = await one.begin();
        await one.run(session.start());
        expect(session.state.calls.every(({ phase }) => phase === "ended")).toBe(true);
        expect(one.errors.length).toBeLessThanOrEqual(1);
        if (!dies) {
          one.files.fate = {};
          await session.close();
        }
        const two = new Process(calls, outside, one.files.found(), 2);
        const reopened = await two.reopen();
        if (dies && reopened === undefined) return;
        expectNothingForgotten(calls, outside, reopened!);
        if (!dies)
          expect(reopened!.state.calls.map(({ ending }) => ending)).toEqual(
            session.state.calls.map(({ ending }) => ending),
          );
        await expectItGoesOn(two, calls, outside, reopened!);
      }),
      { numRuns: 50 },
    );
  }, 120_000);
});
