import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ownWords } from "../../../../../src/core/model/text/shown";
import type { AttemptContext } from "../../../../../src/core/model/attempt";
import { ToolFailure } from "../../../../../src/core/model/failure";
import type { Json } from "../../../../../src/core/model/data/json";
import type { ToolResult } from "../../../../../src/core/model/result";
import type { RunEvent } from "../../../../../src/core/model/run";
import { Journal, newRunId } from "../../../../../src/node/runs/journal/journal";
import { LargeResults } from "../../../../../src/node/runs/documents/largeResults";
import { prepare } from "../../../../../src/node/runs/prepare";
import { redactionMark, Redactor } from "../../../../../src/node/runs/redaction/redactor";
import { Slices } from "../../../../../src/node/tools/data/slices";
import { WatchedSlices } from "../../../../fixtures/watchedSlices";
import type { ToolSource } from "../../../../../src/node/tools/source";
import { plainEnvironment } from "../../../../fixtures/runEnvironment";

const megabyte = 1024 * 1024;
const secret = 'pa"ss wörd/1';
const redactor = (): Redactor => {
  const made = new Redactor();
  made.addSecret(secret);
  return made;
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "large-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const prose = (length: number): string => "All work and no play. ".repeat(length / 22);
const half = prose(6 * megabyte);

const kinds: Readonly<Record<string, () => ToolResult>> = {
  "a text": () => ({ content: [{ type: "text", text: `${half}${secret}${half}` }] }),
  "a text without a secret": () => ({ content: [{ type: "text", text: half + half }] }),
  "a text with half a pair": () => ({ content: [{ type: "text", text: `${half}\ud800${half}` }] }),
  "a picture": () => ({
    content: [{ type: "image", data: Buffer.alloc(9 * megabyte, 7).toString("base64"), mimeType: "image/png" }],
  }),
  "many small values": () => ({
    content: [],
    structuredContent: Array.from({ length: 200_000 }, (_, index): Json => ({ index, text: "nothing but the same" })),
  }),
  "many small blocks": () => ({
    content: Array.from({ length: 200_000 }, () => ({
      type: "text" as const,
      text: "nothing but the same text, again",
    })),
  }),
};

/** Runs one call that a source answers by hand. Gives its event, and how many turns others had before that. */
async function runOne(answer: () => Promise<ToolResult>, journal: Journal) {
  let turns = 0;
  let isCounting = true;
  const count = (): void => {
    turns++;
    if (isCounting) setImmediate(count);
  };
  const source: ToolSource = {
    name: "by-hand",
    list: () => Promise.resolve([{ source: "by-hand", name: "tool" }]),
    call: () => {
      setImmediate(count);
      return answer();
    },
    close: () => Promise.resolve(),
  };
  const prepared = await prepare({
    text: JSON.stringify({ version: 1, calls: [{ tool: "by-hand/tool", retry: { maxAttempts: 1 } }] }),
    environment: plainEnvironment({
      places: { workspaceFolder: folder },
      tools: { extraSources: [source] },
      redaction: redactor(),
    }),
    servers: "start",
  });
  const header = prepared.header(newRunId(0), "large", 0);
  const session = prepared.session({ header }, { journal: journal.create(ownWords(header)) });
  const ended: { event: RunEvent; turns: number }[] = [];
  session.subscribe((event) => {
    if (event.type === "callEnded") ended.push({ event, turns });
  });
  await session.start();
  isCounting = false;
  await session.close();
  const [only] = ended;
  if (only === undefined) throw new Error("The call did not end.");
  const kept = [...((await journal.read(header.id))?.events ?? [])].find(({ type }) => type === "callEnded");
  return { ...only, kept };
}

const successful = (result: ToolResult) => ({ outcome: "succeeded" as const, result });

describe("a result of many megabytes", () => {
  for (const [kind, result] of Object.entries(kinds)) {
    it(`lets others have their turn while it is looked through and encoded: ${kind}`, async () => {
      const { turns, event, kept } = await runOne(
        () => Promise.resolve(result()),
        new Journal(folder, () => undefined),
      );
      // Each of the two goes through 12 MB, a megabyte at a time; encoding comes with joining.
      expect(turns).toBeGreaterThan(18);
      const expected = successful(redactor().value(result()));
      expect(event).toMatchObject({ type: "callEnded", ending: { outcome: "succeeded" } });
      expect((event as { ending?: unknown }).ending).toEqual(expected);
      expect((kept as { ending?: unknown } | undefined)?.ending).toEqual(expected);
    });
  }

  it("is no different as the details of a failure", async () => {
    const body = `${half}${secret}${half}`;
    const failing = () =>
      Promise.reject(new ToolFailure("tool", `It says ${secret}.`, { details: { status: 500, body } }));
    const { turns, event, kept } = await runOne(failing, new Journal(folder, () => undefined));
    expect(turns).toBeGreaterThan(18);
    const error = redactor().value({ kind: "tool", message: `It says ${secret}.`, details: { status: 500, body } });
    expect(error.message).toContain(redactionMark);
    expect(event).toMatchObject({ ending: { outcome: "failed", error } });
    expect(kept).toMatchObject({ ending: { outcome: "failed", error } });
  });
});

/** An attempt, and what was done with its clock. */
function attempt() {
  const controller = new AbortController();
  const clock: string[] = [];
  const pause = () => {
    clock.push("paused");
    return () => void clock.push("resumed");
  };
  const context: AttemptContext = { signal: controller.signal, progress: () => undefined, pause, starting: pause };
  return { controller, clock, context };
}

const textResult = (text: string): ToolResult => ({ content: [{ type: "text", text }] });
const endOf = (result: ToolResult): RunEvent => ({ type: "callEnded", atMs: 1, call: 0, ending: successful(result) });

describe("looking through a large result", () => {
  it("is none of the time that its attempt has", async () => {
    const { clock, context } = attempt();
    await new LargeResults(redactor(), true).awaitResult(Promise.resolve(textResult(half)), "tool", context);
    expect(clock).toEqual(["paused", "resumed"]);
  });

  it("ends with the slice in which its attempt was given up", async () => {
    const { controller, clock, context } = attempt();
    let slices = 0;
    const results = new LargeResults(redactor(), true, () => {
      slices++;
      if (slices === 2) controller.abort(new Error("cancelled"));
      return Promise.resolve();
    });
    await expect(results.awaitResult(Promise.resolve(textResult(half)), "tool", context)).rejects.toThrow("cancelled");
    expect(slices).toBe(2);
    expect(clock).toEqual(["paused", "resumed"]);
  });

  it("is done anew where the redactor has learned of a secret meanwhile", async () => {
    const known = redactor();
    const results = new LargeResults(known, false, () => {
      known.addSecret("learned late");
      return Promise.resolve();
    });
    const result = textResult(`learned late ${half}`);
    await results.awaitResult(Promise.resolve(result), "tool", attempt().context);
    expect(results.shown(endOf(result))).toBeUndefined();
  });

  it("fails the call where it is larger than a result may be, and says what to do", async () => {
    const results = new LargeResults(redactor(), true);
    const parts = Array.from({ length: 11 }, () => ({ type: "text" as const, text: "x".repeat(10 * megabyte) }));
    const calling = results.awaitResult(Promise.resolve({ content: parts }), "big", attempt().context);
    await expect(calling).rejects.toThrow("big returned more than 100 MB, which is the most that a call may return.");
  });

  it("leaves what is no data to the engine, which refuses it", async () => {
    const circle: Record<string, unknown> = { text: half };
    circle.self = circle;
    const result = { content: [], structuredContent: circle } as unknown as ToolResult;
    const results = new LargeResults(redactor(), true);
    expect(await results.awaitResult(Promise.resolve(result), "round", attempt().context)).toBe(result);
    expect(results.shown(endOf(result))).toBeUndefined();
  });
});

describe("redacting in slices", () => {
  it("takes out what stands across two of them, and what a name says to be secret", async () => {
    const value = {
      texts: [half.slice(0, megabyte / 4 - 7) + secret + half, secret],
      token: half,
      list: Array.from({ length: 50_000 }, (_, index) => (index % 9999 === 0 ? secret : `item ${String(index)}`)),
      [`key of ${secret}`]: [1, null, { deeper: half + JSON.stringify(secret) }],
    };
    const known = redactor();
    expect(await known.valueInSlices(value, new Slices())).toEqual(known.value(value));
  });

  it("never works on much more than a megabyte before others have their turn", async () => {
    const slices = new WatchedSlices();
    const value = [half, Array.from({ length: 300_000 }, (_, index) => `item ${String(index)}`), { half }];
    await redactor().valueInSlices(value, slices);
    expect(slices.amounts.length).toBeGreaterThan(10);
    expect(Math.max(...slices.amounts)).toBeLessThanOrEqual(1.5 * megabyte);
  });
});
