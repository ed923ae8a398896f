import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../../../../src/core/model/run";
import { applyEvent, initialRunState } from "../../../../../src/core/model/runState";
import { interruptionEvents } from "../../../../../src/node/runs/resumption/interruption";
import { planOf } from "../plans";

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

  it("that died before it began has calls that can be run again, once somebody has looked at those that write", () => {
    const events = interruptionEvents(writing, []);
    expect(events[0]).toMatchObject({ type: "roundStarted", calls: [0, 1, 2, 3], awaitingApproval: [2] });
    expect(events.slice(1).map((event) => "call" in event && event.call)).toEqual([0, 1, 2, 3, false]);
  });

  it("says of each call that it had not ended, and where it may have changed something that it has to be looked at", () => {
    const allWrite = { ...plan, calls: plan.calls.map((call) => ({ ...call, safety: "idempotent" as const })) };
    const told = interruptionEvents(allWrite, cutOff).flatMap((event) =>
      event.type === "callEnded" && event.ending.outcome === "cancelled"
        ? [
            `${event.call} ${event.ending.outcomeUnknown === true ? "in doubt" : "not begun"}: ${event.ending.error.message}`,
          ]
        : [],
    );
    const inDoubt =
      "The run was cut off while this call ran: its window or process ended. It may have changed something: look before retrying it.";
    expect(told).toEqual([
      `1 in doubt: ${inDoubt}`,
      `2 in doubt: ${inDoubt}`,
      "3 not begun: The run was cut off before this call ended: its window or process ended.",
    ]);
  });

  it("whose beginning is lost, with a call in it that was sent, is in a round that ends with its calls", () => {
    const sent: readonly RunEvent[] = [{ type: "attemptStarted", atMs: 4, call: 2, attempt: 1 }];
    const events = interruptionEvents(writing, sent);
    expect(events.at(0)).toEqual({ type: "roundStarted", atMs: 4, calls: [] });
    expect(events.slice(1, -1)).toMatchObject([
      { call: 0, atMs: 4 },
      { call: 1 },
      { call: 2, ending: { outcomeUnknown: true } },
      { call: 3 },
    ]);
    expect(events.at(-1)).toEqual({ type: "roundEnded", atMs: 4, reason: "cancelled" });
  });

  it("adds nothing to a run whose calls have all ended, or that has none", () => {
    const ends = interruptionEvents(plan, cutOff);
    expect(interruptionEvents(plan, [...cutOff, ...ends])).toEqual([]);
    expect(interruptionEvents({ ...plan, calls: [] }, [])).toEqual([]);
  });

  it("ends also calls whose ends were lost, in a round that has ended", () => {
    const events = interruptionEvents(plan, [...cutOff, { type: "roundEnded", atMs: 9, reason: "done" }]);
    expect(events.map((event) => "call" in event && event.call)).toEqual([1, 2, 3]);
  });
});
