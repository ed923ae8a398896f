import { describe, expect, it } from "vitest";
import { runningMs, segmentsOf } from "../../../media/timeline/geometry/segments";
import { applyEvent, initialRunState, type CallState } from "../../../src/core/model/runState";
import type { RunEvent } from "../../../src/core/model/run";

const failed = { outcome: "failed", error: { kind: "network", message: "reset" } } as const;
const timedOut = { outcome: "timedOut", error: { kind: "timeout", message: "too slow" } } as const;
const succeeded = { outcome: "succeeded", result: { content: [] } } as const;

function callAfter(...events: readonly RunEvent[]): CallState {
  const state = initialRunState(1);
  for (const event of events) applyEvent(state, event);
  return state.calls[0]!;
}

/** A bar as a line of text: `waiting 0-10, succeeded#1 10-30`. */
function picture(call: CallState, nowMs = 1000): string {
  return segmentsOf(call, nowMs)
    .map(
      ({ kind, attempt, startMs, endMs }) => `${kind}${attempt === undefined ? "" : `#${attempt}`} ${startMs}-${endMs}`,
    )
    .join(", ");
}

const start: RunEvent = { type: "roundStarted", atMs: 0, calls: [0] };
const ready = (atMs: number): RunEvent => ({ type: "callReady", atMs, call: 0 });
const begin = (atMs: number, attempt: number): RunEvent => ({ type: "attemptStarted", atMs, call: 0, attempt });

describe("a call's bar", () => {
  it("is one long wait until its edges allow it to run", () => {
    expect(picture(callAfter(start), 70)).toBe("waiting 0-70");
  });

  it("has every phase that the call went through", () => {
    const call = callAfter(start, ready(10), begin(30, 1), { type: "callEnded", atMs: 90, call: 0, ending: succeeded });
    expect(picture(call)).toBe("waiting 0-10, queued 10-30, succeeded#1 30-90");
  });

  it("grows to now while an attempt runs", () => {
    expect(picture(callAfter(start, ready(0), begin(5, 1)), 50)).toBe("queued 0-5, running#1 5-50");
  });

  it("shows a back-off, and the wait for a place after it", () => {
    const call = callAfter(
      start,
      ready(0),
      begin(0, 1),
      { type: "attemptEnded", atMs: 20, call: 0, attempt: 1, ending: failed, retryAtMs: 60 },
      begin(75, 2),
      { type: "callEnded", atMs: 95, call: 0, ending: succeeded },
    );
    expect(picture(call)).toBe("failed#1 0-20, backingOff 20-60, queued 60-75, succeeded#2 75-95");
    expect(runningMs(call, 1000)).toBe(40);
  });

  it("ends a back-off where the call was cancelled", () => {
    const cancelled = { outcome: "cancelled", error: { kind: "cancelled", message: "" } } as const;
    const call = callAfter(
      start,
      ready(0),
      begin(0, 1),
      { type: "attemptEnded", atMs: 20, call: 0, attempt: 1, ending: failed, retryAtMs: 500 },
      { type: "callEnded", atMs: 45, call: 0, ending: cancelled },
    );
    expect(picture(call)).toBe("failed#1 0-20, backingOff 20-45");
  });

  it("tells the wait for approval from the wait for a place", () => {
    const asked: RunEvent = { type: "roundStarted", atMs: 0, calls: [0], awaitingApproval: [0] };
    expect(picture(callAfter(asked, ready(10)), 40)).toBe("waiting 0-10, awaitingApproval 10-40");
    expect(picture(callAfter(asked, ready(10), { type: "approved", atMs: 25, call: 0 }, begin(40, 1)), 50)).toBe(
      "waiting 0-10, awaitingApproval 10-25, queued 25-40, running#1 40-50",
    );
  });

  it("shows how long a tool that was given up kept its place", () => {
    const call = callAfter(
      start,
      ready(0),
      begin(0, 1),
      { type: "callEnded", atMs: 100, call: 0, ending: timedOut },
      { type: "attemptReleased", atMs: 140, call: 0, attempt: 1, abandoned: false },
    );
    expect(picture(call)).toBe("timedOut#1 0-100, holding#1 100-140");
  });

  it("keeps attempts of earlier rounds, and the waits of the last one", () => {
    const call = callAfter(
      start,
      ready(0),
      begin(0, 1),
      { type: "callEnded", atMs: 50, call: 0, ending: failed },
      { type: "roundEnded", atMs: 50, reason: "done" },
      { type: "roundStarted", atMs: 900, calls: [0] },
      ready(900),
      begin(910, 2),
      { type: "callEnded", atMs: 950, call: 0, ending: succeeded },
    );
    expect(picture(call)).toBe("failed#1 0-50, queued 900-910, succeeded#2 910-950");
    expect(runningMs(call, 1000)).toBe(40);
  });
});
