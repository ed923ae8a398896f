import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../../../../src/core/model/run";
import type { RunHeader } from "../../../../../src/node/runs/journal/header";
import { redactionMark, Redactor } from "../../../../../src/node/runs/redaction/redactor";
import { withoutSecrets } from "../../../../../src/node/runs/restoredRun";
import { shownEvent } from "../../../../../src/node/runs/session/shownEvent";
import { plan } from "../../../core/plan/planning";

const calls = Array.from({ length: 300 }, (_, index) => ({
  id: `c${index}`,
  tool: index % 2 === 0 ? "read_a" : "write_b",
  arguments: { path: "a.txt", size: 1000 + index },
  dependsOn: index === 0 ? [] : [`c${index - 1}`],
  timeoutMs: 100_000 + index,
}));
const { plan: made } = plan(calls, { more: { limits: { "*": { maxConcurrency: 250 } }, deadlineMs: 123_456 } });

/** Knows every number of three digits and more that stands in a value as a secret. */
function knowingAllOf(...values: readonly unknown[]): Redactor {
  const redactor = new Redactor();
  for (const value of values)
    for (const number of new Set(JSON.stringify(value).match(/\d{3,}/g))) redactor.addSecret(number);
  return redactor;
}

const withSizes = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(/"size":\d+/g, '"size":"?"'));
/** Without wordings, which go where something is taken out of what they say. */
const numbersOf = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, each: unknown) => {
      if (key === "wording") return undefined;
      return typeof each === "string" ? "…" : each;
    }),
  );

describe("a secret that is all digits", () => {
  it("takes no index, time or limit out of a plan and a manifest, and what has its digits out of arguments", () => {
    const manifest = { version: 1, origin: "userFile", calls, deadlineMs: 123_456 };
    const header = { version: 1, id: "r", title: "t", startedAt: 1, manifest, plan: made } as unknown as RunHeader;
    const shown = withoutSecrets(header, knowingAllOf(manifest, made));
    expect(numbersOf(shown)).toEqual(numbersOf(withSizes(header)));
    expect(shown.plan.calls[7]?.arguments.size).toBe(redactionMark);
  });

  const error = { kind: "tool", message: "no", retryAfterMs: 4321, details: { status: 4321 } } as const;
  const events: readonly RunEvent[] = [
    {
      type: "roundStarted",
      atMs: 123,
      calls: [123, 456],
      edited: { 456: { size: 789, more: { 789: 1 } } },
      awaitingApproval: [456],
    },
    { type: "callsAdded", atMs: 123.456, growth: { ...made, calls: made.calls.slice(200) } },
    { type: "edgesChanged", atMs: 123, changes: { added: made.edges.slice(250), dropped: [{ from: 123, to: 124 }] } },
    { type: "approved", atMs: 123, call: 123, arguments: { size: 123 } },
    { type: "attemptStarted", atMs: 123, call: 123, attempt: 123, arguments: { size: 123 } },
    {
      type: "attemptEnded",
      atMs: 123,
      call: 123,
      attempt: 1,
      ending: { outcome: "failed", error, becauseOf: 123 },
      retryAtMs: 456,
    },
    { type: "callEnded", atMs: 123, call: 123, ending: { outcome: "skipped", error, becauseOf: 123 } },
    { type: "limitChanged", atMs: 123, limit: "a", maxConcurrency: 123, reason: "slow" },
    { type: "sourceRestarted", atMs: 123, source: "a", reason: "gone" },
  ];

  it.each(events.map((event) => [event.type, event] as const))(
    "leaves the numbers of a run's own in %s",
    (_type, event) => {
      const shown = shownEvent(event, knowingAllOf(event));
      const text = JSON.stringify(event)
        .replaceAll(/"(size|status)":\d+/g, `"$1":"${redactionMark}"`)
        .replace('{"789":', `{"${redactionMark}":`);
      expect(numbersOf(shown)).toEqual(numbersOf(JSON.parse(text)));
      expect(JSON.stringify(shown).includes('"size":"«redacted»"')).toBe(text.includes('"size"'));
    },
  );
});
