import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../../../src/core/model/run";
import { Redactor, redactionMark } from "../../../../src/node/runs/redaction/redactor";
import { shownEvent } from "../../../../src/node/runs/session/shownEvent";

function shown(event: RunEvent): RunEvent {
  const redactor = new Redactor();
  redactor.addSecret("123456");
  return shownEvent(event, redactor);
}

const text = (value: string) => ({ content: [{ type: "text" as const, text: value }] });

describe("an event as everybody sees it", () => {
  it("is the same event where nothing is secret", () => {
    const events: RunEvent[] = [
      { type: "callReady", atMs: 1, call: 0 },
      { type: "attemptStarted", atMs: 1, call: 0, attempt: 1, arguments: { a: "b" } },
      { type: "callEnded", atMs: 1, call: 0, ending: { outcome: "succeeded", result: text("c") } },
    ];
    expect(events.map((event) => shown(event) === event)).toEqual([true, true, true]);
  });

  it("lacks secrets in arguments, results and errors", () => {
    const events: RunEvent[] = [
      { type: "attemptStarted", atMs: 1, call: 0, attempt: 1, arguments: { a: 123456 } },
      { type: "attemptProgressed", atMs: 1, call: 0, attempt: 1, message: "at 123456" },
      { type: "callEnded", atMs: 1, call: 0, ending: { outcome: "succeeded", result: text("123456"), cached: true } },
      {
        type: "callEnded",
        atMs: 1,
        call: 1,
        ending: { outcome: "failed", error: { kind: "tool", message: "not 123456" }, outcomeUnknown: true },
      },
    ];
    expect(events.map(shown)).toEqual([
      { ...events[0], arguments: { a: redactionMark } },
      { ...events[1], message: `at ${redactionMark}` },
      { ...events[2], ending: { outcome: "succeeded", result: text(redactionMark), cached: true } },
      {
        ...events[3],
        ending: { outcome: "failed", error: { kind: "tool", message: `not ${redactionMark}` }, outcomeUnknown: true },
      },
    ]);
  });

  it("keeps the numbers of the run itself, although one of them happens to be a secret", () => {
    const ended: RunEvent = {
      type: "callEnded",
      atMs: 123456,
      call: 123456,
      ending: { outcome: "succeeded", result: text("") },
    };
    expect(shown(ended)).toEqual(ended);
    const skipped: RunEvent = {
      type: "callEnded",
      atMs: 123456.5,
      call: 3,
      ending: { outcome: "skipped", error: { kind: "tool", message: "" }, becauseOf: 123456 },
    };
    expect(shown(skipped)).toEqual(skipped);
  });
});
