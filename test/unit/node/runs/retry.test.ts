import { describe, expect, it } from "vitest";
import { applyEvent, initialRunState, type RunState } from "../../../../src/core/model/runState";
import type { UnsuccessfulEnding } from "../../../../src/core/model/run";
import { unapprovedCalls } from "../../../../src/node/runs/retry";
import { planOf } from "./plans";

function ended(endings: readonly Partial<UnsuccessfulEnding>[], awaitingApproval: readonly number[]): RunState {
  const state = initialRunState(endings.length);
  const calls = endings.map((_, call) => call);
  applyEvent(state, { type: "roundStarted", atMs: 0, calls, awaitingApproval });
  for (const [call, ending] of endings.entries()) {
    const whole = { outcome: "failed", error: { kind: "tool", message: "" }, ...ending } as const;
    applyEvent(state, { type: "callEnded", atMs: 1, call, ending: whole });
  }
  return state;
}

describe("calls that nobody has approved", () => {
  const plan = planOf(["a", "b", "c", "d", "e"], ["a → b", "b → c"]);
  const skipped = { outcome: "skipped", becauseOf: 0 } as const;
  const state = ended([{}, skipped, skipped, { outcome: "denied" }, {}], [1, 2, 3]);

  it("are told when they are retried", () => {
    expect(unapprovedCalls(plan, state, [3])).toEqual([3]);
    expect(unapprovedCalls(plan, state, [4])).toEqual([]);
  });

  it("are told when calls are retried that they were skipped for want of, whichever it is of several", () => {
    expect(unapprovedCalls(plan, state, [0])).toEqual([1, 2]);
    expect(unapprovedCalls(plan, state, [1])).toEqual([1, 2]);
  });
});
