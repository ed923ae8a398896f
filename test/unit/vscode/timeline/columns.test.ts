import { describe, expect, it } from "vitest";
import { ShownRun } from "../../../../media/timeline/state/shownRun";
import type { Edge } from "../../../../src/core/model/plan";
import type { RunEvent } from "../../../../src/core/model/run";
import { inEnglish } from "../../../../src/core/model/text/wording";
import { numberColumn, textColumn, timeAt, timeColumn, toMicroseconds } from "../../../../src/protocol/columns";
import { isHostMessage, type HostMessage } from "../../../../src/protocol/hostMessage";
import { createPanelSession } from "../../../../src/vscode/timeline/panelSession";
import { createScriptedRun, type ScriptedRun } from "../../../fixtures/panel/scriptedRun";
import { fourteenCalls, manyCalls } from "../../../fixtures/panel/scripts";

describe("a column", () => {
  it("of numbers takes as few bytes each as the largest needs", () => {
    expect([255, 256, 65_536].map((largest) => numberColumn([1, largest], largest).BYTES_PER_ELEMENT)).toEqual([
      1, 2, 4,
    ]);
  });

  it("of texts knows how long each is", () => {
    expect(textColumn(["a", "", "😀"])).toEqual({ text: "a😀", lengths: Uint8Array.of(1, 0, 2) });
  });

  it.each([
    ["some seconds", [12.3456789, Number.NaN, 2000.25, 12.3456789]],
    ["a month", [0.25, 2_592_000_000.5, Number.NaN]],
    ["nothing", [Number.NaN]],
  ])("of times keeps the microseconds of %s", (_, times) => {
    const column = timeColumn(Float64Array.from(times));
    expect(times.map((_time, place) => timeAt(column, place))).toEqual(times.map(toMicroseconds));
  });
});

/** A panel beside a run: what it is sent, and the run that it makes of it. Timers run when they are let. */
function follow(run: ScriptedRun) {
  let timers: (() => void)[] = [];
  let shown: ShownRun | undefined;
  const sent: HostMessage[] = [];
  const session = createPanelSession({
    post(message) {
      expect(isHostMessage(message)).toBe(true);
      sent.push(message);
      if (message.type === "snapshot") shown = new ShownRun(structuredClone(message.snapshot), () => 0);
      if (message.type === "calls") shown?.applyCalls(structuredClone(message));
      if (message.type === "patch") shown?.apply(structuredClone(message));
    },
    startTimer(then) {
      timers.push(then);
      return () => (timers = timers.filter((timer) => timer !== then));
    },
    now: () => 0,
    cores: 4,
    translations: undefined,
    pickRun: () => undefined,
    act: () => undefined,
    maxTextBytes: () => 1000,
    inWords: inEnglish,
  });
  const letOne = () => timers.shift()?.();
  session.show(run);
  session.receive({ kind: "ready" });
  return {
    sent,
    letOne,
    letAll: () => {
      while (timers.length > 0) letOne();
    },
    shown: () => shown ?? expect.fail("no snapshot"),
  };
}

/** All that the panel knows of a run. */
function known(shown: ShownRun): unknown {
  const { tally, activity, course } = shown;
  const ended: string[] = [];
  activity.eachEnded(0, (...attempt) => ended.push(attempt.join(" ")));
  return {
    calls: Array.from({ length: shown.callCount }, (_, call) => shown.call(call)),
    edges: Array.from({ length: shown.callCount }, (_, call) => [shown.edges.before(call), shown.edges.after(call)]),
    course,
    failed: [...tally.callsThatAre("failed", "timedOut")],
    ended: ended.sort(),
    open: [...activity.open].sort(),
    isComplete: shown.isComplete,
  };
}

/** Whole numbers that look as if they came by chance, the same for the same seed. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state % below;
  };
}

describe("a run in the panel", () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed))("is the same however its events were cut (%i)", (seed) => {
    const next = chance(seed + 1);
    const run = createScriptedRun("cut", seed % 2 === 0 ? fourteenCalls : manyCalls(1300), 20);
    run.advanceTo(next(1500));
    const early = follow(run);
    for (let atMs = 0; atMs < 4000; atMs += 1 + next(400)) {
      run.advanceTo(atMs);
      if (next(3) === 0) early.letOne();
    }
    run.finish();
    void run.retry([3]);
    run.advanceTo(run.state.atMs + 8300);
    if (next(2) === 0) early.letOne();
    run.finish();
    early.letAll();
    const late = follow(run);
    late.letAll();
    expect(known(early.shown())).toEqual(known(late.shown()));
    expect(early.shown().isComplete).toBe(true);
  });

  it("comes with its first calls, and the others follow", () => {
    const run = createScriptedRun("long", manyCalls(6000), 20);
    run.finish();
    const panel = follow(run);
    expect(panel.sent.map(({ type }) => type)).toEqual(["snapshot"]);
    expect([panel.shown().callCount, panel.shown().isComplete, panel.shown().call(700)]).toEqual([
      6000,
      false,
      undefined,
    ]);
    panel.letAll();
    expect(panel.sent.map(({ type }) => type)).toEqual(["snapshot", "calls", "calls"]);
    expect(panel.shown().call(5999)?.state).toEqual(
      run.state.calls[5999] && { ...run.state.calls[5999], ...withoutResults(run, 5999) },
    );
  });

  it("is told of calls that are added, and not of the others once more", () => {
    const grown = createScriptedRun("grown", manyCalls(3));
    const { calls, edges } = createScriptedRun("more", manyCalls(20)).plan;
    const panel = follow(grown);
    const added: { calls: typeof calls; edges: readonly Edge[] } = { calls: calls.slice(3), edges };
    grown.grow(added);
    grown.finish();
    panel.letAll();
    expect(panel.sent.map((message) => (message.type === "calls" ? message.calls.count : message.type))).toContain(17);
    expect(panel.sent.filter(({ type }) => type === "snapshot")).toHaveLength(1);
    const late = follow(grown);
    late.letAll();
    expect(known(panel.shown())).toEqual(known(late.shown()));
    expect(panel.shown().edges.before(9)).toMatchObject([{ from: 0, to: 9, kind: "data" }]);
  });

  it("finds words in ids, tools and arguments, wherever they are cut", () => {
    const run = createScriptedRun("search", [
      { id: "Readme", tool: "fs/read_text_file", arguments: { path: "İstanbul.md" }, attempts: [{ takesMs: 1 }] },
      { id: "x", tool: "api/get", arguments: { q: "ab" }, attempts: [{ takesMs: 1 }] },
      { id: "y", tool: "api/get", arguments: { q: "ba" }, attempts: [{ takesMs: 1 }] },
    ]);
    const { shown, letAll } = follow(run);
    letAll();
    const found = (...words: readonly string[]) => [0, 1, 2].filter(shown().having(words));
    expect([found("readme"), found("stanbul"), found("api/g"), found("xy"), found("ab"), found("get", "ba")]).toEqual([
      [0],
      [0],
      [1, 2],
      [],
      [1],
      [2],
    ]);
    const patch = { type: "patch", runId: run.id, nowMs: 0, events: [] as RunEvent[] } as const;
    shown().apply({ ...patch, argumentPreviews: { 1: "q: changed" } });
    expect([found("changed"), found("ab")]).toEqual([[1], []]);
  });
});

function withoutResults(run: ScriptedRun, index: number) {
  const call = run.state.calls[index];
  const ending = { outcome: "succeeded", result: { content: [] } };
  return { ending, attempts: call?.attempts.map((attempt) => ({ ...attempt, ending })) };
}
