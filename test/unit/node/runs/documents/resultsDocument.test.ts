import { noRedaction } from "../../../../../src/node/runs/redaction/redactor";
import { describe, expect, it } from "vitest";
import type { Plan } from "../../../../../src/core/model/plan";
import type { Ending } from "../../../../../src/core/model/run";
import type { CallState, RunRecord } from "../../../../../src/core/model/runState";
import {
  documentPieces,
  resultLine,
  type ResultsDocument,
} from "../../../../../src/node/runs/documents/resultsDocument";
import { planFrom } from "../../../../bench/workloads";

function recordOf(endings: readonly Ending[]): RunRecord {
  const calls = endings.map((ending, index): CallState => ({
    index,
    phase: "ended",
    approval: "notNeeded",
    enteredAtMs: 0,
    endedAtMs: index + 0.123,
    ending,
    attempts: [{ attempt: 1, startedAtMs: index, endedAtMs: index + 0.123, ending }],
  }));
  return { calls, rounds: [{ startedAtMs: 0, endedAtMs: 9, reason: "done" }], limits: {}, atMs: 9 };
}

const text = (value: string): Ending => ({
  outcome: "succeeded",
  result: { content: [{ type: "text", text: value }] },
});

/** What the result throws when it is read, as one that was kept elsewhere may. */
const unreadable: Ending = {
  outcome: "succeeded",
  get result(): never {
    throw new Error("the file is gone");
  },
};

const planOf = (count: number): Plan => planFrom(count, [[0, 1]], 5);

describe("the results document", () => {
  it("is what it would be if it were written in one piece", () => {
    const written = [
      ...documentPieces(
        noRedaction.value(planOf(2)),
        noRedaction.value(recordOf([text("one\ntwo"), text('{ "a": [] }')])),
        2,
      ),
    ].join("");
    const document = JSON.parse(written) as ResultsDocument;
    expect(written).toBe(`${JSON.stringify(document, null, 2)}\n`);
    expect(Object.keys(document)).toEqual(["results", "edges", "summary"]);
    expect(document.results.map(({ index, result, endedAtMs }) => [index, result, endedAtMs])).toEqual([
      [0, "one\ntwo", 0.1],
      [1, { a: [] }, 1.1],
    ]);
  });

  it("has what is asked for before everything else, and empty lists where there is nothing", () => {
    const plan = { ...planFrom(0, [], 5), edges: [] };
    const written = [
      ...documentPieces(
        noRedaction.value(plan),
        noRedaction.value(recordOf([])),
        2,
        noRedaction.value({ task: { answer: "done" } }),
      ),
    ].join("");
    const document = JSON.parse(written) as unknown;
    expect(document).toMatchObject({ task: { answer: "done" }, results: [], edges: [], summary: { total: 0 } });
    expect(written).toBe(`${JSON.stringify(document, null, 2)}\n`);
  });

  it("says of a result that cannot be read again that it cannot, and has all others", () => {
    const written = [
      ...documentPieces(
        noRedaction.value(planOf(3)),
        noRedaction.value(recordOf([text("one"), unreadable, text("three")])),
        2,
      ),
    ].join("");
    const { results } = JSON.parse(written) as ResultsDocument;
    expect(results.map(({ success, result }) => [success, result])).toEqual([
      [true, "one"],
      [false, undefined],
      [true, "three"],
    ]);
    expect(results[1]?.error?.message).toContain("the file is gone");
  });

  it("grows beyond what a string can hold", () => {
    const large = text("x".repeat(60_000_000));
    let length = 0;
    const record = noRedaction.value(recordOf(Array.from({ length: 10 }, () => large)));
    for (const piece of documentPieces(noRedaction.value(planOf(10)), record, 2)) {
      length += piece.length;
    }
    expect(length).toBeGreaterThan(600_000_000);
  }, 60_000);

  it("is one line a call where results are read as they come", () => {
    const [call] = recordOf([text("a\nb")]).calls;
    const line = [...resultLine(noRedaction.value(planOf(1)), noRedaction.value(call!))].join("");
    expect(line.indexOf("\n")).toBe(line.length - 1);
    expect(JSON.parse(line)).toMatchObject({ type: "result", index: 0, success: true, result: "a\nb" });
  });
});
