import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Json } from "../../../../../src/core/model/data/json";
import type { ToolResult } from "../../../../../src/core/model/result";
import type { RunEvent } from "../../../../../src/core/model/run";
import { Journal, newRunId } from "../../../../../src/node/runs/journal/journal";
import type { RunHeader } from "../../../../../src/node/runs/journal/header";
import { ownWords } from "../../../../../src/core/model/text/shown";
import { isLarger } from "../../../../../src/node/runs/documents/resultSize";
import { planOf } from "../plans";

let folder: string;
let journal: Journal;
const errors: unknown[] = [];
const id = newRunId(0);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kept-"));
  errors.length = 0;
  journal = new Journal(folder, (error) => errors.push(error));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function header(): RunHeader {
  const plan = planOf(["a"]);
  const manifest = { calls: plan.calls, servers: {}, inputs: [], tools: {}, limits: {}, safety: {}, resources: {} };
  return { version: 1, id, title: "test", startedAt: 0, plan, manifest };
}

const ended = (result: ToolResult): RunEvent => ({
  type: "callEnded",
  atMs: 1,
  call: 0,
  ending: { outcome: "succeeded", result },
});

async function keep(...events: RunEvent[]): Promise<readonly RunEvent[]> {
  const writer = journal.create(ownWords(header()));
  for (const event of events) writer.append(ownWords(event));
  await writer.flush();
  expect(errors).toEqual([]);
  return [...((await journal.read(id))?.events ?? [])];
}

const lines = async () => (await readFile(join(folder, id, "0001.events.jsonl"), "utf8")).length;

describe("large results", () => {
  it("are in one file beside the events, and come back as they were", async () => {
    const text = `half a pair: \ud800 and ${"ü".repeat(300_000)}`;
    const list: Json = Array.from({ length: 20_000 }, (_, index) => ({ index }));
    const png = Buffer.alloc(50_000, 7).toString("base64");
    const blob = Buffer.alloc(20_000, 9).toString("base64");
    const event = ended({
      content: [
        { type: "text", text },
        { type: "image", data: png, mimeType: "image/png" },
        { type: "resource", resource: { uri: "x:y", blob, mimeType: "application/octet-stream" } },
        { type: "audio", data: "no base64!".repeat(2000), mimeType: "audio/x-wav" },
        { type: "other", value: { type: "new", deep: [text] } },
        { type: "text", text: "small" },
      ],
      structuredContent: list,
    });
    const failed: RunEvent = {
      type: "callEnded",
      atMs: 2,
      call: 0,
      ending: { outcome: "failed", error: { kind: "tool", message: "no", details: { body: text } } },
    };
    const kept = await keep(event, failed);
    expect(kept).toEqual([event, failed]);
    expect(await lines()).toBeLessThan(5000);
    expect((await readdir(join(folder, id))).sort()).toEqual([
      "0001.events.jsonl",
      "0001.results",
      "run.copy.jsonl",
      "run.jsonl",
    ]);
    expect(JSON.parse(JSON.stringify(kept[1]))).toEqual(JSON.parse(JSON.stringify(failed)));
  });

  it("are read only when somebody looks at them", async () => {
    const [event] = await keep(ended({ content: [{ type: "text", text: "x".repeat(100_000) }] }));
    await rm(join(folder, id, "0001.results"));
    expect(JSON.stringify(event)).toContain("was kept in a file that is gone");
  });

  it("leave small ones where they are", async () => {
    const event = ended({ content: [{ type: "text", text: "x".repeat(1000) }], structuredContent: { a: 1 } });
    expect(await keep(event)).toEqual([event]);
    expect(await readdir(join(folder, id))).not.toContain("0001.results");
  });

  it("of a tool that returns words of ours lead to no other file", async () => {
    const words = { parts: [{ path: ["result"], form: "text", offset: 0, length: 9, check: 0 }], event: {} };
    const event = ended({ content: [{ type: "other", value: words }], structuredContent: words });
    expect(await keep(event)).toEqual([event]);
  });

  it("go on beside those of an earlier session, and are deleted with their run", async () => {
    const large = (text: string) => ended({ content: [{ type: "text", text: text.repeat(10_000) }] });
    await keep(large("a"));
    const writer = journal.resume(id);
    writer.append(ownWords(large("b")));
    await writer.flush();
    expect([...((await journal.read(id))?.events ?? [])]).toEqual([large("a"), large("b")]);
    await journal.prune(0);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("the size of a result", () => {
  it("is measured no further than it has to be", () => {
    expect(isLarger("x".repeat(99), 100)).toBe(true);
    expect(isLarger("x".repeat(98), 100)).toBe(false);
    expect(isLarger({ a: [1, { b: "x".repeat(80) }] }, 100)).toBe(true);
    expect(isLarger([null, true, 7], 100)).toBe(false);
  });
});
