import { mkdtemp, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ContentBlock, ToolResult } from "../../../../../src/core/model/result";
import type { RunEvent } from "../../../../../src/core/model/run";
import { Journal, newRunId } from "../../../../../src/node/runs/journal/journal";
import { endingToHandOn, resultLost, wholeResult } from "../../../../../src/node/runs/resumption/lostResult";
import { noRedaction } from "../../../../../src/node/runs/redaction/redactor";
import { documentPieces, type ResultsDocument } from "../../../../../src/node/runs/documents/resultsDocument";
import { ledgerAfter } from "../../../../../src/node/runs/resumption/resumption";
import { detailsOf, partText } from "../../../../../src/vscode/timeline/callDetails";
import { ownWords } from "../../../../../src/core/model/text/shown";
import { planOf } from "../plans";
import { inEnglish } from "../../../../../src/core/model/text/wording";

const large = "x".repeat(5000);
const id = newRunId(0);
const plan = planOf(["a", "b"]);
let folder: string;
let journal: Journal;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lost-"));
  journal = new Journal(folder, fail);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function fail(error: unknown): never {
  throw error;
}

/** The run as it is read after the results file has lost its end, in which the first call's result is. */
async function keptWithout(result: ToolResult): Promise<readonly RunEvent[]> {
  const manifest = { calls: plan.calls, servers: {}, inputs: [], tools: {}, limits: {}, safety: {}, resources: {} };
  const writer = journal.create(ownWords({ version: 1, id, title: "test", startedAt: 0, plan, manifest }));
  writer.append(ownWords({ type: "roundStarted", atMs: 0, calls: [0, 1] }));
  writer.append(ownWords({ type: "callEnded", atMs: 1, call: 0, ending: { outcome: "succeeded", result } }));
  const whole: ToolResult = { content: [{ type: "text", text: "whole" }] };
  writer.append(ownWords({ type: "callEnded", atMs: 2, call: 1, ending: { outcome: "succeeded", result: whole } }));
  writer.append(ownWords({ type: "roundEnded", atMs: 3, reason: "done" }));
  await writer.flush();
  await truncate(join(folder, id, "0001.results"), 1000);
  return [...(await journal.read(id))!.events];
}

const results: Readonly<Record<string, ToolResult>> = {
  "a text": { content: [{ type: "text", text: large }] },
  "a picture": { content: [{ type: "image", data: "AAAA".repeat(2000), mimeType: "image/png" }] },
  "a resource": { content: [{ type: "resource", resource: { uri: "file:///a", blob: "AAAA".repeat(2000) } }] },
  "structured content": { content: [], structuredContent: { large } },
  "many small blocks": {
    content: Array.from({ length: 200 }, (): ContentBlock => ({
      type: "text",
      text: "small enough to be kept inline",
    })),
  },
};

it.each(Object.entries(results))(
  "%s that is lost is told as lost, in the document and the panel, never as the tool's",
  async (_, result) => {
    const events = await keptWithout(result);
    const { state } = ledgerAfter(2, events);
    const written = [...documentPieces(noRedaction.value(plan), noRedaction.value(state), 2)].join("");
    const [first, second] = (JSON.parse(written) as ResultsDocument).results;
    expect(first).toMatchObject({
      success: false,
      outcome: "succeeded",
      error: { kind: "interrupted", message: resultLost.message },
    });
    expect(first).not.toHaveProperty("result");
    expect(second).toMatchObject({ success: true, result: "whole" });

    const run = {
      id,
      title: ownWords(""),
      startedAt: 0,
      plan: ownWords(plan),
      state: ownWords(state),
      record: ownWords(state),
      callState: (call: number) => {
        const found = state.calls[call];
        return found && ownWords(found);
      },
      subscribe: () => () => undefined,
      cancel: () => undefined,
      retry: () => Promise.resolve(),
    };
    expect(detailsOf(run, 0, 1000, inEnglish)).toMatchObject({ call: 0, error: { text: resultLost.message } });
    expect(detailsOf(run, 0, 1000, inEnglish)).not.toHaveProperty("result");
    expect(partText(run, 0, "result", inEnglish)).toBeUndefined();
    expect(detailsOf(run, 1, 1000, inEnglish)?.error).toBeUndefined();
  },
);

it("a result that is handed on is whole, or a failure that says that it is lost", async () => {
  const [, first, second] = await keptWithout({ content: [{ type: "text", text: large }] });
  expect(first?.type === "callEnded" && endingToHandOn(first.ending)).toEqual({
    outcome: "failed",
    error: { kind: "interrupted", ...resultLost },
  });
  expect(second?.type === "callEnded" && endingToHandOn(second.ending)).toMatchObject({ outcome: "succeeded" });
});

it("a tool that returns a text in which the words stand has not lost it", () => {
  const quoting: ToolResult = {
    content: [
      { type: "text", text: 'const lostText = "This part of the result was kept in a file that is gone or damaged.";' },
    ],
  };
  expect(wholeResult(quoting)).toEqual(quoting);
});
