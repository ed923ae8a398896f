import { describe, expect, it, vi } from "vitest";
import { isHostMessage, type HostMessage } from "../../../../src/protocol/hostMessage";
import { createPanelSession, type PanelSurroundings } from "../../../../src/vscode/timeline/panelSession";
import { everyKind } from "../../../fixtures/panel/media";
import { createScriptedRun, type ScriptedCall } from "../../../fixtures/panel/scriptedRun";
import { manyCalls } from "../../../fixtures/panel/scripts";
import { inEnglish } from "../../../../src/core/model/text/wording";

vi.mock("vscode", () => ({ l10n: { t: (key: string) => key } }));

const long = "secret ".repeat(5000);
const calls: readonly ScriptedCall[] = [
  { tool: "fs/read", arguments: { path: long }, attempts: [{ takesMs: 10, result: long }] },
  {
    tool: "fs/write",
    attempts: [
      { takesMs: 20, error: { outcome: "failed", error: { kind: "tool", message: "no", details: { long } } } },
    ],
  },
];

function converse(overrides: Partial<PanelSurroundings> = {}) {
  const posted: HostMessage[] = [];
  const acted: unknown[] = [];
  let picked = 0;
  let timers: (() => void)[] = [];
  const session = createPanelSession({
    post: (message) => posted.push(message),
    startTimer(run) {
      timers.push(run);
      return () => (timers = timers.filter((timer) => timer !== run));
    },
    now: () => 0,
    cores: 4,
    translations: undefined,
    inWords: inEnglish,
    pickRun: () => picked++,
    act: (run, intent) => acted.push({ run: run.id, ...intent }),
    maxTextBytes: () => 8 * 1024,
    ...overrides,
  });
  const letTimePass = () => {
    const due = timers;
    timers = [];
    for (const run of due) run();
  };
  return {
    session,
    posted,
    acted,
    picked: () => picked,
    letTimePass,
    types: () => posted.map((message) => message.type).join(),
  };
}

describe("a session with the panel", () => {
  it("says nothing before the panel is ready and a run is decided on", () => {
    const { session, posted } = converse();
    session.receive({ kind: "ready" });
    expect(posted).toEqual([]);
    session.show(createScriptedRun("a", calls));
    expect(posted.map((message) => message.type)).toEqual(["snapshot"]);
  });

  it("tells at once that calls wait for the disk, though nothing happens meanwhile", () => {
    const { session, posted } = converse();
    let tell = (): void => undefined;
    const run = Object.assign(createScriptedRun("a", calls), {
      isHoldingBack: false,
      onHoldingBack: (listener: () => void) => {
        tell = listener;
        return () => undefined;
      },
    });
    session.receive({ kind: "ready" });
    session.show(run);
    run.isHoldingBack = true;
    tell();
    expect(posted.at(-1)).toMatchObject({ type: "patch", runId: run.id, events: [], isHoldingBack: true });
    expect(isHostMessage(posted.at(-1))).toBe(true);
  });

  it("tells a panel whose run is no longer kept", () => {
    const { session, posted } = converse();
    session.show(undefined);
    session.receive({ kind: "ready" });
    expect(posted).toEqual([{ type: "noRun" }]);
  });

  it("sends a snapshot without long arguments, results or error details", () => {
    const { session, posted } = converse();
    const run = createScriptedRun("a", calls);
    run.finish();
    session.show(run);
    session.receive({ kind: "ready" });
    expect(isHostMessage(posted[0])).toBe(true);
    expect(JSON.stringify(posted).length).toBeLessThan(3000);
    expect(run.state.calls[0]?.ending).toMatchObject({ result: { content: [{ text: long }] } });
  });

  it("gathers events into patches, without results, in order", () => {
    const { session, posted, letTimePass, types } = converse();
    const run = createScriptedRun("a", calls);
    session.show(run);
    session.receive({ kind: "ready" });
    run.finish();
    expect(types()).toBe("snapshot");
    letTimePass();
    expect(types()).toBe("snapshot,patch");
    expect(isHostMessage(posted[1])).toBe(true);
    expect(posted[1]).toMatchObject({ runId: run.id });
    expect(JSON.stringify(posted[1])).not.toContain("secret secret");
  });

  it("keeps only the newest progress of a batch", () => {
    const { session, posted, letTimePass } = converse();
    const run = createScriptedRun("a", [{ tool: "x/slow", attempts: [{ takesMs: 5000 }] }]);
    session.show(run);
    session.receive({ kind: "ready" });
    run.advanceTo(4900);
    letTimePass();
    const patch = posted.at(-1);
    const progress = patch?.type === "patch" ? patch.events.filter((event) => event.type === "attemptProgressed") : [];
    expect(progress).toMatchObject([{ progress: 9, total: 10 }]);
  });

  it("stops sending to a hidden panel and sends everything when it is back", () => {
    const { session, letTimePass, types } = converse();
    const run = createScriptedRun("a", calls);
    session.show(run);
    session.receive({ kind: "ready" });
    session.suspend();
    run.finish();
    letTimePass();
    expect(types()).toBe("snapshot");
    session.receive({ kind: "ready" });
    expect(types()).toBe("snapshot,snapshot");
  });

  it("hands on what is wanted of the run, and lets another one be picked without any", () => {
    const { session, acted, picked } = converse();
    const run = createScriptedRun("a", calls);
    session.receive({ kind: "pickRun" });
    session.show(run);
    session.receive({ kind: "retryFailed", runId: run.id });
    session.receive({ kind: "copy", runId: run.id, call: 1, part: "error" });
    expect(picked()).toBe(1);
    expect(acted).toMatchObject([
      { run: run.id, kind: "retryFailed" },
      { run: run.id, kind: "copy", call: 1, part: "error" },
    ]);
  });

  it("ignores what is wanted of another run or of a call that there is not", () => {
    const { session, acted } = converse();
    const run = createScriptedRun("a", calls);
    session.receive({ kind: "cancelRun", runId: run.id });
    session.show(run);
    session.receive({ kind: "retryFailed", runId: "another" });
    session.receive({ kind: "retryCall", runId: run.id, call: 99 });
    session.receive({ kind: "copy", runId: run.id, call: 99, part: "result" });
    expect(acted).toEqual([]);
  });

  it("sends details on request, cut to size, and rejects what it cannot tell", () => {
    const { session, posted } = converse();
    const run = createScriptedRun("a", calls);
    run.finish();
    session.show(run);
    session.receive({ kind: "requestDetails", runId: run.id, call: 0, requestId: 1 });
    session.receive({ kind: "requestDetails", runId: run.id, call: 99, requestId: 2 });
    session.receive({ kind: "requestDetails", runId: "another", call: 0, requestId: 3 });
    expect(posted).toMatchObject([
      { type: "details", requestId: 1, details: { result: { truncated: true, bytes: 35_000 } } },
      { type: "rejected", requestId: 2 },
      { type: "rejected", requestId: 3 },
    ]);
    expect(isHostMessage(posted[0])).toBe(true);
  });

  it("answers a question also where it cannot read what is asked for", () => {
    const fault = new Error("no such setting");
    const { session, posted } = converse({
      maxTextBytes: () => {
        throw fault;
      },
    });
    const run = createScriptedRun("a", calls);
    run.finish();
    session.show(run);
    session.receive({ kind: "requestDetails", runId: run.id, call: 0, requestId: 1 });
    expect(posted).toEqual([{ type: "rejected", requestId: 1, message: fault.message }]);
  });

  it("sends more of a text, and the bytes of a block, when it is asked", () => {
    const { session, posted, acted } = converse();
    const run = createScriptedRun("a", [...calls, { tool: "x/all", attempts: [{ takesMs: 1, result: everyKind }] }]);
    run.finish();
    session.show(run);
    const about = (call: number) => ({ runId: run.id, call });
    session.receive({ kind: "requestText", ...about(0), part: "result", maxBytes: 20_000, requestId: 1 });
    session.receive({ kind: "requestText", ...about(2), part: 5, maxBytes: 1e12, requestId: 2 });
    session.receive({ kind: "requestMedia", ...about(2), part: 1, requestId: 3 });
    session.receive({ kind: "requestMedia", ...about(2), part: 0, requestId: 4 });
    session.receive({ kind: "requestText", ...about(2), part: 99, maxBytes: 1, requestId: 5 });
    session.receive({ kind: "requestMedia", runId: "another", call: 2, part: 1, requestId: 6 });
    expect(posted).toMatchObject([
      { type: "text", requestId: 1, text: { truncated: true, bytes: 35_000 } },
      { type: "text", requestId: 2, text: { truncated: false, bytes: 20_000 } },
      { type: "media", requestId: 3, media: { mimeType: "image/png" } },
      { type: "rejected", requestId: 4 },
      { type: "rejected", requestId: 5 },
      { type: "rejected", requestId: 6 },
    ]);
    expect(posted.every(isHostMessage)).toBe(true);
    session.receive({ kind: "save", ...about(2), part: 1 });
    expect(acted).toMatchObject([{ kind: "save", call: 2, part: 1 }]);
  });

  it("sends nothing of the run before once another is shown", () => {
    const { session, posted, letTimePass } = converse();
    const first = createScriptedRun("first", calls);
    const second = createScriptedRun("second", calls);
    session.show(first);
    session.receive({ kind: "ready" });
    first.advanceTo(5);
    session.show(second);
    first.finish();
    letTimePass();
    expect(posted.map((message) => (message.type === "snapshot" ? message.snapshot.runId : message.type))).toEqual([
      "run-first",
      "run-second",
    ]);
  });

  it("sends 3,000 calls in less than two megabytes", () => {
    const { session, posted } = converse();
    const run = createScriptedRun("many", manyCalls(3000), 20);
    run.finish();
    session.show(run);
    session.receive({ kind: "ready" });
    expect(JSON.stringify(posted).length).toBeLessThan(2_000_000);
  });
});
