import { describe, expect, it } from "vitest";
import { isHostMessage, isPanelMessage } from "../../../src/timeline/protocol";

describe("what the panel may say", () => {
  it.each([
    { type: "ready" },
    { type: "retryFailed", runId: "r" },
    { type: "cancelCall", runId: "r", call: 0 },
    { type: "copy", runId: "r", call: 2, part: "result" },
    { type: "save", runId: "r", call: 2, part: 3 },
    { type: "requestDetails", runId: "r", call: 2, requestId: 1 },
    { type: "requestText", runId: "r", call: 2, part: "error", maxBytes: 9, requestId: 1 },
    { type: "requestMedia", runId: "r", call: 2, part: 0, requestId: 1 },
  ])("includes $type", (message) => {
    expect(isPanelMessage(message)).toBe(true);
  });

  it.each([
    null,
    "ready",
    [],
    {},
    { type: "run", command: "rm" },
    { type: "retryFailed" },
    { type: "retryCall", runId: "r", call: -1 },
    { type: "retryCall", runId: "r", call: 1.5 },
    { type: "retryCall", runId: "r", call: "1" },
    { type: "copy", runId: "r", call: 1, part: "__proto__" },
    { type: "save", runId: "r", call: 1, part: "/etc/passwd" },
    { type: "save", runId: "r", call: 1, part: -1 },
    { type: "requestMedia", runId: "r", call: 1, part: "result", requestId: 1 },
    { type: "requestText", runId: "r", call: 1, part: "result", maxBytes: -1, requestId: 1 },
    { type: "requestDetails", runId: 7, call: 1, requestId: 1 },
  ])("does not include %j", (message) => {
    expect(isPanelMessage(message)).toBe(false);
  });
});

describe("what the host may say", () => {
  it("is checked before the panel believes it", () => {
    expect(isHostMessage({ type: "noRun" })).toBe(true);
    expect(isHostMessage({ type: "rejected", requestId: 1, message: "gone" })).toBe(true);
    expect(isHostMessage({ type: "patch", runId: "r", nowMs: 1, events: [{ type: "x" }], argumentPreviews: {} })).toBe(
      false,
    );
    expect(isHostMessage({ type: "snapshot", snapshot: { runId: "r" } })).toBe(false);
    expect(isHostMessage({ type: "details", requestId: 1, details: { call: 0, arguments: "x" } })).toBe(false);
  });
});
