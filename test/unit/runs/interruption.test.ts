import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../../src/model/run";
import { applyEvent, initialRunState } from "../../../src/model/runState";
import { interruptionEvents } from "../../../src/runs/interruption";
import { planOf } from "./plans";

const plan = planOf(["done", "reading", "writing", "waiting"]);
const writing = {
  ...plan,
  calls: plan.calls.map((call) => (call.id === "writing" ? { ...call, safety: "unsafe" as const } : call)),
};

const cutOff: readonly RunEvent[] = [
  { type: "roundStarted", atMs: 0, calls: [0, 1, 2, 3] },
  { type: "attemptStarted", atMs: 1, call: 0, attempt: 1 },
  { type: "attemptStarted", atMs: 1, call: 1, attempt: 1 },
  { type: "attemptStarted", atMs: 1, call: 2, attempt: 1 },
  { type: "callEnded", atMs: 9, call: 0, ending: { outcome: "succeeded", result: { content: [] } } },
];

describe("a run whose window went away", () => {
  it("has every call end, keeps what had finished, and says what nobody knows", () => {
    const state = initialRunState(4);
    for (const event of [...cutOff, ...interruptionEvents(writing, cutOff)]) applyEvent(state, event);
    const picture = state.calls.map(({ ending, endedAtMs }) =>
      [
        ending?.outcome,
        endedAtMs,
        ending?.outcome === "cancelled" && ending.error.kind,
        ending?.outcome === "cancelled" && ending.outcomeUnknown === true ? "outcome unknown" : "",
      ].join(" "),
    );
    expect(picture).toEqual([
      "succeeded 9 false ",
      "cancelled 9 interrupted ",
      "cancelled 9 interrupted outcome unknown",
      "cancelled 9 interrupted ",
    ]);
    expect(state.rounds).toEqual([{ startedAtMs: 0, endedAtMs: 9, reason: "cancelled" }]);
  });

  it("adds nothing to a run that ended by itself, or that never began", () => {
    expect(interruptionEvents(plan, [...cutOff, { type: "roundEnded", atMs: 9, reason: "done" }])).toEqual([]);
    expect(interruptionEvents(plan, [])).toEqual([]);
  });
});
