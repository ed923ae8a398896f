import { describe, expect, it } from "vitest";
import type { TaskEvent } from "../../../../../src/node/tasks/taskEvents";
import { Redactor } from "../../../../../src/node/runs/redaction/redactor";
import { TaskRecord } from "../../../../../src/node/tasks/record/taskRecord";
import { costOf, initialTaskState } from "../../../../../src/node/tasks/record/taskState";

const about = { prompt: "Do it", mode: "plan", model: "m", offeredTools: 3, leftOut: [] } as const;

function recordOf(events: readonly TaskEvent[], redaction = new Redactor()) {
  const prices = { input: 1, output: 10 };
  const record = new TaskRecord({
    initial: initialTaskState(about),
    redaction,
    prices,
    cancel: () => undefined,
    answerAgain: () => Promise.resolve(),
  });
  for (const event of events) record.apply(event);
  return record;
}

const planned: readonly TaskEvent[] = [
  { type: "modelCallStarted", atMs: 0, modelCall: 1, purpose: "plan" },
  { type: "firstToken", atMs: 40, modelCall: 1 },
  { type: "textWritten", atMs: 41, modelCall: 1, text: "Let me see." },
  { type: "callAccepted", atMs: 50, modelCall: 1, call: 0, id: "a" },
  { type: "callRejected", atMs: 55, modelCall: 1, id: "b", tool: "nope", problems: ["There is no tool."] },
  {
    type: "modelCallEnded",
    atMs: 60,
    modelCall: 1,
    finish: "toolCalls",
    usage: { inputTokens: 1000, outputTokens: 50 },
  },
];

describe("what is known of a task", () => {
  it("has each request with its times, tokens, cost and calls", () => {
    expect(recordOf(planned).state.modelCalls).toEqual([
      {
        modelCall: 1,
        purpose: "plan",
        startedAtMs: 0,
        firstTokenAtMs: 40,
        endedAtMs: 60,
        inputTokens: 1000,
        outputTokens: 50,
        cost: 0.0015,
        calls: [0],
        rejected: [{ id: "b", tool: "nope", problems: ["There is no tool."] }],
      },
    ]);
  });

  it("shows the newest request's text while it is written, and then the answer", () => {
    const record = recordOf(planned);
    expect(record.state.text).toBe("Let me see.");
    record.apply({ type: "modelCallStarted", atMs: 70, modelCall: 2, purpose: "answer" });
    expect(record.state.text).toBe("");
    record.apply({ type: "textWritten", atMs: 80, modelCall: 2, text: " It is 4. " });
    record.apply({ type: "taskEnded", atMs: 90, ending: { outcome: "answered", answer: "It is 4." } });
    expect(record.state).toMatchObject({ text: "It is 4.", phase: { kind: "answered" } });
  });

  it("holds no secret, not even one that came in pieces", () => {
    const redaction = new Redactor();
    redaction.addSecret("s3cr3t-word-0815");
    const record = recordOf(planned, redaction);
    for (const text of ["The word is s3cr3t", "-word-", "0815."]) {
      record.apply({ type: "textWritten", atMs: 61, modelCall: 1, text });
      expect(record.state.text).not.toContain("s3cr3t");
    }
    record.apply({ type: "modelCallEnded", atMs: 62, modelCall: 1 });
    expect(record.state.text).toBe("Let me see.The word is «redacted».");
    expect(record.state.modelCalls[0]?.inputTokens).toBe(1000);
  });

  it("says why there is no answer", () => {
    const failure = { kind: "auth", message: "The key is wrong." } as const;
    const record = recordOf([
      ...planned.slice(0, 1),
      { type: "modelCallEnded", atMs: 10, modelCall: 1, failure },
      { type: "taskEnded", atMs: 11, ending: { outcome: "failed", failure } },
    ]);
    expect(record.state.phase).toEqual({ kind: "failed", reason: "The key is wrong." });
    expect(record.state.modelCalls[0]).toMatchObject({ failure: "The key is wrong.", endedAtMs: 10 });
  });

  it("counts tokens that the server had read before at their own price", () => {
    const usage = { inputTokens: 1_000_000, cachedInputTokens: 500_000, outputTokens: 0 };
    expect(costOf(usage, { input: 2, output: 8, cachedInput: 0.5 })).toEqual({ cost: 1.25 });
    expect(costOf(usage, { input: 2, output: 8 })).toEqual({ cost: 2 });
    expect(costOf(usage, undefined)).toEqual({});
  });
});
