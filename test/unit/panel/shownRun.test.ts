import { describe, expect, it } from "vitest";
import { ShownRun } from "../../../media/timeline/state/shownRun";
import type { TaskState } from "../../../src/core/model/task";
import type { HostMessage } from "../../../src/protocol/hostMessage";
import type { RunSnapshot } from "../../../src/protocol/snapshot";
import { snapshotOf } from "../../../src/vscode/timeline/snapshot";
import { createScriptedRun } from "../../fixtures/panel/scriptedRun";

type Patch = Extract<HostMessage, { type: "patch" }>;

const script = [
  { id: "a", tool: "s/t", arguments: { n: 1 }, attempts: [{ takesMs: 100 }] },
  { tool: "s/t", attempts: [{ takesMs: 100 }] },
];

/** A run of which the panel heard after so many milliseconds, and the panel's own clock. */
function show(atMs: number, more: Partial<RunSnapshot> = {}) {
  const run = createScriptedRun("title", script);
  run.advanceTo(atMs);
  const clock = { ms: 1000 };
  const shown = new ShownRun({ ...snapshotOf(run, atMs, 4), ...more }, () => clock.ms);
  const patch = (parts: Partial<Patch> = {}): Patch => ({
    type: "patch",
    runId: shown.runId,
    nowMs: atMs,
    events: [],
    argumentPreviews: {},
    ...parts,
  });
  return { shown, clock, patch };
}

const task = (kind: "working" | "cancelled", endedAtMs?: number): TaskState => ({
  prompt: "",
  model: "",
  mode: "plan",
  offeredTools: 0,
  text: "",
  phase: { kind },
  leftOut: [],
  modelCalls: [
    {
      modelCall: 0,
      purpose: "plan",
      startedAtMs: 0,
      ...(endedAtMs !== undefined && { endedAtMs }),
      calls: [],
      rejected: [],
    },
  ],
});

describe("the run in the panel", () => {
  it("takes in patches of its own, and leaves those of another run alone", () => {
    const { shown, patch } = show(10);
    const event = { type: "limitChanged", atMs: 20, limit: "s", maxConcurrency: 2, reason: "" } as const;
    const parts = { events: [event], argumentPreviews: { 0: "n: 2" }, isNotKept: true, isHoldingBack: true, nowMs: 20 };
    shown.apply(patch({ ...parts, runId: "another" }));
    expect([shown.version, shown.nowMs, shown.isNotKept, shown.isHoldingBack]).toEqual([0, 10, false, false]);
    expect([shown.course.limits, shown.call(0)?.argumentPreview]).toEqual([{}, "n: 1"]);
    shown.apply(patch(parts));
    expect([shown.version, shown.nowMs, shown.isNotKept, shown.isHoldingBack]).toEqual([1, 20, true, true]);
    expect(shown.course.limits).toMatchObject({ s: 2 });
    expect(shown.call(0)?.argumentPreview).toBe("n: 2");
    shown.apply(patch());
    expect([shown.version, shown.isNotKept, shown.isHoldingBack]).toEqual([2, false, false]);
  });

  it("takes in what is told of its own task, and leaves that of another run alone", () => {
    const { shown } = show(10);
    const told = task("working");
    shown.applyTask({ type: "task", runId: "another", nowMs: 50, task: told });
    expect([shown.task, shown.version, shown.nowMs]).toEqual([undefined, 0, 10]);
    shown.applyTask({ type: "task", runId: shown.runId, nowMs: 50, task: told });
    expect([shown.task, shown.version, shown.nowMs]).toEqual([told, 1, 50]);
  });

  it("is as the snapshot says from the start", () => {
    const plain = show(0).shown;
    expect([plain.isElsewhere, plain.isNotKept, plain.isHoldingBack]).toEqual([false, false, false]);
    const { shown } = show(0, { isElsewhere: true, isNotKept: true, isHoldingBack: true });
    expect([shown.isElsewhere, shown.isNotKept, shown.isHoldingBack]).toEqual([true, true, true]);
  });

  it("goes on by the panel's clock while it is at work, and stands still at its last event after that", () => {
    const { shown, clock, patch } = show(10);
    clock.ms += 5;
    expect([shown.isLive, shown.nowMs]).toEqual([true, 15]);
    shown.apply(patch({ nowMs: 40 }));
    clock.ms += 5;
    expect(shown.nowMs).toBe(45);
    shown.apply(patch({ nowMs: 30, events: [{ type: "roundEnded", atMs: 60, reason: "done" }] }));
    clock.ms += 500;
    expect([shown.isLive, shown.nowMs]).toEqual([false, 60]);
  });

  it("is never shown before its newest event, whatever the clocks say", () => {
    const { shown, clock, patch } = show(10);
    shown.apply(patch({ nowMs: 20, events: [{ type: "callReady", atMs: 25, call: 1 }] }));
    clock.ms -= 100;
    expect(shown.nowMs).toBe(25);
  });

  it("is at work while its model is, and has lasted as long as that took", () => {
    const { shown } = show(1000);
    expect([shown.isLive, shown.nowMs]).toEqual([false, shown.course.atMs]);
    shown.applyTask({ type: "task", runId: shown.runId, nowMs: 1500, task: task("working") });
    expect([shown.isLive, shown.nowMs]).toEqual([true, 1500]);
    shown.applyTask({ type: "task", runId: shown.runId, nowMs: 1600, task: task("cancelled", 1550) });
    expect([shown.isLive, shown.nowMs]).toEqual([false, 1550]);
    shown.applyTask({ type: "task", runId: shown.runId, nowMs: 1600, task: { ...task("cancelled"), modelCalls: [] } });
    expect(shown.nowMs).toBe(shown.course.atMs);
  });

  it("is not at work before its first round", () => {
    const { shown } = show(10);
    expect(show(0, { course: { ...shown.course, rounds: [] } }).shown.isLive).toBe(false);
  });

  it("has its calls by place, and names those without an id by it", () => {
    const { shown } = show(10);
    expect(shown.callCount).toBe(2);
    expect(shown.call(0)).toMatchObject({ planned: { id: "a" }, state: { index: 0 }, argumentPreview: "n: 1" });
    expect(shown.call(2)).toBeUndefined();
    expect([0, 1, 7].map((call) => shown.nameOf(call))).toEqual(["a", "#2", "#8"]);
  });
});
