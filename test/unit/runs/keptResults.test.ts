import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Json } from "../../../src/model/json";
import type { ToolResult } from "../../../src/model/result";
import type { RunEvent } from "../../../src/model/run";
import { Journal, newRunId, type RunHeader } from "../../../src/runs/journal";
import { boundedResult, isLarger } from "../../../src/runs/resultSize";
import { planOf } from "./plans";

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
  const writer = journal.create(header());
  for (const event of events) writer.append(event);
  await writer.flush();
  expect(errors).toEqual([]);
  return (await journal.read(id))?.events ?? [];
}

const lines = async () => (await readFile(join(folder, `${id}.run.jsonl`), "utf8")).length;
const parts = async () => (await readdir(join(folder, `${id}.parts`))).map((name) => name.replace(/^\d+/, ""));

describe("large results", () => {
  it("are files beside the journal, and come back as they were", async () => {
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
    expect((await parts()).sort()).toEqual([".bin", ".json", ".json", ".json", ".json", ".json", ".png"]);
    expect(JSON.parse(JSON.stringify(kept[1]))).toEqual(JSON.parse(JSON.stringify(failed)));
  });

  it("are read only when somebody looks at them", async () => {
    const [event] = await keep(ended({ content: [{ type: "text", text: "x".repeat(100_000) }] }));
    await rm(join(folder, `${id}.parts`), { recursive: true });
    expect(JSON.stringify(event)).toContain("was kept in a file that is gone");
  });

  it("leave small ones where they are", async () => {
    const event = ended({ content: [{ type: "text", text: "x".repeat(8000) }], structuredContent: { a: 1 } });
    expect(await keep(event)).toEqual([event]);
    expect(await readdir(folder)).toEqual([`${id}.run.jsonl`]);
  });

  it("of a tool that returns words of ours lead to no other file", async () => {
    const event = ended({ content: [], structuredContent: { "parallel-tools:file": "../../secret.json" } });
    expect(await keep(event)).toEqual([event]);
  });

  it("go on beside those of an earlier session, and are deleted with their run", async () => {
    const large = (text: string) => ended({ content: [{ type: "text", text: text.repeat(10_000) }] });
    await keep(large("a"));
    const writer = journal.resume(id);
    writer.append(large("b"));
    await writer.flush();
    expect((await journal.read(id))?.events).toEqual([large("a"), large("b")]);
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

  it("has a limit, beyond which the call fails and says what to do", () => {
    const result: ToolResult = { content: [{ type: "text", text: "x".repeat(2 * 1024 * 1024) }] };
    expect(boundedResult(result, "big", 3 * 1024 * 1024)).toBe(result);
    expect(() => boundedResult(result, "big", 1024 * 1024)).toThrow("big returned more than 1 MB");
  });

  it("is none of what contains itself, which is left to the engine to refuse", () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const result = { content: [], structuredContent: circle } as unknown as ToolResult;
    expect(boundedResult(result, "round")).toBe(result);
  });
});
