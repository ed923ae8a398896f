import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../../../../src/core/model/run";
import { ownWords } from "../../../../../src/core/model/text/shown";
import { KeptEvents } from "../../../../../src/node/runs/journal/reading/keptEvents";

const atMs = fc.double({ min: 0, max: 1e9, noNaN: true });
const call = fc.nat(2 ** 20);
const ending = fc.constantFrom<Extract<RunEvent, { type: "callEnded" }>["ending"]>(
  { outcome: "succeeded", result: { content: [{ type: "text", text: "done" }] } },
  { outcome: "cancelled", error: { kind: "interrupted", message: "cut off" }, outcomeUnknown: true },
);
const events = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant("callReady" as const), atMs, call }),
    fc.record({ type: fc.constant("attemptStarted" as const), atMs, call, attempt: fc.integer({ min: 1, max: 2 }) }),
    fc.record({
      type: fc.constant("attemptStarted" as const),
      atMs,
      call,
      attempt: fc.constant(1),
      arguments: fc.constant({ a: 1 }),
    }),
    fc.record({ type: fc.constant("callEnded" as const), atMs, call, ending }),
    fc.record({ type: fc.constant("approved" as const), atMs, call }),
    fc.record({ type: fc.constant("roundStarted" as const), atMs, calls: fc.array(call, { maxLength: 3 }) }),
    fc.record({ type: fc.constant("roundEnded" as const), atMs, reason: fc.constant("cancelled" as const) }),
  ),
  { maxLength: 100 },
);

describe("events of a kept run", () => {
  it("are what was put in, in order, as often as one goes through them", () => {
    fc.assert(
      fc.property(events, events, (first, second) => {
        const kept = new KeptEvents();
        for (const event of first) kept.push(ownWords(event));
        expect([...kept]).toEqual(first);
        kept.append(second.map(ownWords));
        expect([...kept]).toEqual([...first, ...second]);
        expect(kept).toHaveLength(first.length + second.length);
      }),
    );
  });

  it("may be many more than there was room for", () => {
    const kept = new KeptEvents();
    for (let index = 0; index < 5000; index++) kept.push(ownWords({ type: "callReady", atMs: index / 2, call: index }));
    expect([...kept].map((event) => [event.atMs, "call" in event && event.call])).toEqual(
      Array.from({ length: 5000 }, (_, index) => [index / 2, index]),
    );
  });
});
