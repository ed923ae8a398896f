import { describe, expect, it } from "vitest";
import { isHostMessage } from "../../../../src/protocol/hostMessage";
import { snapshotOf } from "../../../../src/vscode/timeline/snapshot";
import { createScriptedRun } from "../../../fixtures/panel/scriptedRun";
import { manyCalls } from "../../../fixtures/panel/scripts";
import { isIntent, isPanelMessage, type PanelMessage } from "../../../../src/protocol/intents";

const ofCall = { runId: "r", call: 2 };

/** A message of every kind; the compiler asks for those that are missing. */
const messages: { readonly [Kind in PanelMessage["kind"]]: Extract<PanelMessage, { kind: Kind }> } = {
  ready: { kind: "ready" },
  pickRun: { kind: "pickRun" },
  retryFailed: { kind: "retryFailed", runId: "r" },
  resumeRun: { kind: "resumeRun", runId: "r" },
  cancelRun: { kind: "cancelRun", runId: "r" },
  retryCall: { kind: "retryCall", ...ofCall },
  runForResult: { kind: "runForResult", ...ofCall },
  editAndRetryCall: { kind: "editAndRetryCall", ...ofCall },
  cancelCall: { kind: "cancelCall", ...ofCall },
  openSource: { kind: "openSource", ...ofCall },
  freeOrder: { kind: "freeOrder", ...ofCall },
  copyCall: { kind: "copyCall", ...ofCall },
  copy: { kind: "copy", ...ofCall, part: "result" },
  openInEditor: { kind: "openInEditor", ...ofCall, part: "error" },
  save: { kind: "save", ...ofCall, part: 3 },
  requestDetails: { kind: "requestDetails", ...ofCall, requestId: 1 },
  requestText: { kind: "requestText", ...ofCall, part: "error", maxBytes: 9, requestId: 1 },
  requestMedia: { kind: "requestMedia", ...ofCall, part: 0, requestId: 1 },
};
const fields = Object.values(messages).flatMap((message) =>
  Object.keys(message).map((field) => ({ message, field, kind: message.kind })),
);

describe("what the panel may say", () => {
  it.each(Object.values(messages))("includes $kind", (message) => {
    expect(isPanelMessage(message)).toBe(true);
  });

  it.each(fields)("does not include $kind with anything else as its $field, or without", ({ message, field }) => {
    for (const wrong of [undefined, null, {}, [], -1, 1.5, NaN, 2 ** 53, "", "1", true]) {
      // Any text may be the name of a run; none is kept under most of them.
      const isName = field === "runId" && typeof wrong === "string";
      expect([wrong, isPanelMessage({ ...message, [field]: wrong })]).toEqual([wrong, isName]);
    }
  });

  it.each([
    null,
    "ready",
    [],
    {},
    { type: "ready" },
    { kind: "run", command: "rm" },
    { kind: "constructor", runId: "r" },
    { kind: "__proto__", runId: "r" },
    { kind: "showMore", runId: "r", call: 1, part: "result" },
    { kind: "retryFailed" },
    { kind: "retryCall", runId: "r", call: -1 },
    { kind: "retryCall", runId: "r", call: 1.5 },
    { kind: "retryCall", runId: "r", call: "1" },
    { kind: "copy", runId: "r", call: 1, part: "__proto__" },
    { kind: "save", runId: "r", call: 1, part: "/etc/passwd" },
    { kind: "save", runId: "r", call: 1, part: -1 },
    { kind: "requestMedia", runId: "r", call: 1, part: "result", requestId: 1 },
    { kind: "requestText", runId: "r", call: 1, part: "result", maxBytes: -1, requestId: 1 },
    { kind: "requestDetails", runId: 7, call: 1, requestId: 1 },
  ])("does not include %j", (message) => {
    expect(isPanelMessage(message)).toBe(false);
  });

  it("tells what is asked of the run from what the panel does itself", () => {
    expect(isIntent(messages.openSource)).toBe(true);
    expect(["select", "zoom", "pickRun", "requestDetails", "toString"].map((kind) => isIntent({ kind }))).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
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

describe("a run as columns", () => {
  const run = createScriptedRun("checked", manyCalls(120));
  run.finish();
  const snapshot = snapshotOf(run, 0, 4);
  const { calls, edges } = snapshot;
  const message = { type: "snapshot", snapshot } as const;

  it("is a message, and so are calls that follow", () => {
    expect(isHostMessage(message)).toBe(true);
    expect(isHostMessage({ type: "calls", runId: "r", callCount: 120, calls, edges, limits: [] })).toBe(true);
  });

  it.each([
    ["too few texts", { calls: { ...calls, ids: { text: "", lengths: new Uint8Array(119) } } }],
    ["texts shorter than is said", { calls: { ...calls, previews: { ...calls.previews, text: "" } } }],
    ["a tool that is not in the table", { calls: { ...calls, tools: { ...calls.tools, table: [] } } }],
    ["an ending that is not in the table", { calls: { ...calls, endings: { ...calls.endings, table: [] } } }],
    ["times that are no numbers", { calls: { ...calls, endedAt: { fromMs: 0, us: ["1"] } } }],
    ["times without a beginning", { calls: { ...calls, readyAt: { ...calls.readyAt, fromMs: Number.NaN } } }],
    ["lists in place of columns", { edges: { ...edges, from: [...edges.from] } }],
    ["states that are none", { calls: { ...calls, more: [null] } }],
    ["a number of calls that is none", { calls: { ...calls, count: -1 } }],
    ["more calls than there are", { callCount: 7 }],
    ["calls from elsewhere first", { calls: { ...calls, from: 3 } }],
    ["no rounds", { course: { limits: {}, atMs: 0 } }],
  ])("is none with %s", (_, wrong) => {
    expect(isHostMessage({ type: "snapshot", snapshot: { ...snapshot, ...wrong } })).toBe(false);
  });
});
