import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { applyEvent, initialRunState, type RunState } from "../../../../../src/core/model/runState";
import { Durations } from "../../../../../src/node/runs/environment/durations";
import { planOf } from "../plans";

const plan = planOf(["a"]);
const wait = { source: "builtin", toolName: "wait" };

function runOf(ms: number, outcome: "succeeded" | "failed" = "succeeded"): RunState {
  const state = initialRunState(1);
  const ending =
    outcome === "succeeded"
      ? ({ outcome, result: { content: [] } } as const)
      : ({ outcome, error: { kind: "tool", message: "no" } } as const);
  applyEvent(state, { type: "roundStarted", atMs: 0, calls: [0] });
  applyEvent(state, { type: "attemptStarted", atMs: 10, call: 0, attempt: 1 });
  applyEvent(state, { type: "callEnded", atMs: 10 + ms, call: 0, ending });
  return state;
}

describe("durations", () => {
  it("are not known of a tool that was never called, or that only failed", () => {
    const durations = new Durations();
    durations.learn(plan, runOf(5, "failed"));
    expect(durations.estimateMs(wait)).toBeUndefined();
  });

  it("follow what was measured, the newest counting most", () => {
    const durations = new Durations();
    durations.learn(plan, runOf(100));
    expect(durations.estimateMs(wait)).toBe(100);
    durations.learn(plan, runOf(200));
    expect(durations.estimateMs(wait)).toBeCloseTo(130);
  });

  it("expect of a tool that was never called what the others take on average", () => {
    const durations = new Durations();
    expect(durations.expected(plan.calls)).toBeUndefined();
    durations.learn(plan, runOf(100));
    const [known] = plan.calls;
    const unknown = known && { ...known, toolName: "never_called" };
    const expected = durations.expected([known, unknown].flatMap((call) => call ?? []));
    expect([0, 1].map((call) => expected?.(call))).toEqual([100, 100]);
  });

  it("outlive the window, and a damaged file is as good as none", async () => {
    const folder = await mkdtemp(join(tmpdir(), "durations-"));
    const path = join(folder, "sub", "durations.json");
    const durations = new Durations();
    durations.learn(plan, runOf(100));
    await durations.save(path);
    const later = new Durations();
    await later.load(path);
    expect(later.estimateMs(wait)).toBe(100);
    await writeFile(path, "{");
    const damaged = new Durations();
    await damaged.load(path);
    expect(damaged.estimateMs(wait)).toBeUndefined();
    await rm(folder, { recursive: true });
  });
});
