import { describe, expect, it } from "vitest";
import type { Edge, PlannedCall, PlannedLimit } from "../../../../../src/core/model/plan";
import type { RunEvent } from "../../../../../src/core/model/run";
import { applyEvent, initialRunState } from "../../../../../src/core/model/runState";
import { summarise } from "../../../../../src/core/model/figures/summary";

const result = { content: [] };
const failure = { kind: "tool", message: "no" } as const;

function call(index: number, id: string): PlannedCall {
  return {
    index,
    id,
    tool: "t",
    arguments: {},
    dialect: "native",
    source: "s",
    toolName: "t",
    safety: "unsafe",
    destructive: false,
    timeoutMs: 0,
    retry: { maxAttempts: 1, backoffMs: 0, maxBackoffMs: 0 },
    priority: 0,
    cacheTtlMs: 0,
  };
}

function after(from: number, to: number): Edge {
  return { from, to, kind: "declared", reason: "" };
}

/** Events from lines such as `0 round`, `0 ready a`, `0 start a`, `5 done a`, `5 fail a`, `5 retry a 9`, `9 over`. */
function run(
  ids: string,
  edges: readonly Edge[],
  script: string,
  maxConcurrency: number | "auto" = 2,
  limits: readonly PlannedLimit[] = [],
) {
  const names = Array.from(ids);
  const state = initialRunState(names.length);
  const attempts = new Map<number, number>();
  for (const line of script.trim().split("\n")) {
    const [at, verb, name = "", extra] = line.trim().split(" ");
    const atMs = Number(at);
    const index = names.indexOf(name);
    const attempt = attempts.get(index) ?? 0;
    if (verb === "start") attempts.set(index, attempt + 1);
    const events: Record<string, RunEvent> = {
      round: {
        type: "roundStarted",
        atMs,
        calls: names.map((_, n) => n),
        ...(name === "approve" && { awaitingApproval: names.map((_, n) => n) }),
      },
      ready: { type: "callReady", atMs, call: index },
      approve: { type: "approved", atMs, call: index },
      start: { type: "attemptStarted", atMs, call: index, attempt: attempt + 1 },
      done: { type: "callEnded", atMs, call: index, ending: { outcome: "succeeded", result } },
      cached: { type: "callEnded", atMs, call: index, ending: { outcome: "succeeded", result, cached: true } },
      fail: { type: "callEnded", atMs, call: index, ending: { outcome: "failed", error: failure } },
      skip: { type: "callEnded", atMs, call: index, ending: { outcome: "skipped", error: failure } },
      cancel: { type: "callEnded", atMs, call: index, ending: { outcome: "cancelled", error: failure } },
      retry: {
        type: "attemptEnded",
        atMs,
        call: index,
        attempt,
        ending: { outcome: "failed", error: failure },
        retryAtMs: Number(extra),
      },
      release: { type: "attemptReleased", atMs, call: index, attempt, abandoned: false },
      over: { type: "roundEnded", atMs, reason: "done" },
    };
    applyEvent(state, events[verb ?? ""]!);
  }
  return summarise({ calls: names.map((id, index) => call(index, id)), edges, maxConcurrency, limits }, state);
}

describe("the summary of a run", () => {
  it("says what parallelism bought, and that a path held it back", () => {
    const summary = run(
      "abc",
      [after(0, 1)],
      `0 round
       0 start a
       0 start c
       4 done c
       10 done a
       10 start b
       30 done b
       30 over`,
    );
    expect(summary).toEqual({
      total: 3,
      succeeded: 3,
      failed: 0,
      timedOut: 0,
      cancelled: 0,
      skipped: 0,
      denied: 0,
      running: 0,
      done: 3,
      wallMs: 30,
      sumMs: 34,
      speedup: 34 / 30,
      boundMs: 30,
      peakConcurrency: 2,
      criticalPath: [0, 1],
      criticalPathMs: 30,
      bottleneck: "path",
      heldBackBy: "critical path a → b",
    });
  });

  it("names the limit while calls wait for it", () => {
    const summary = run(
      "abc",
      [],
      `0 round
       0 ready a
       0 ready b
       0 ready c
       0 start a
       0 start b
       10 done a
       10 done b
       10 start c
       15 done c
       15 over`,
    );
    expect(summary).toMatchObject({ heldBackBy: "limit of 2", boundMs: 12.5, speedup: 25 / 15, peakConcurrency: 2 });
  });

  it("takes what was cancelled for no speed-up", () => {
    const all = run("ab", [], "0 round\n0 start a\n0 start b\n9 cancel a\n9 cancel b\n9 over");
    expect(all).toMatchObject({ sumMs: 18, speedup: 1 });
    const some = run("abc", [], "0 round\n0 start a\n0 start b\n0 start c\n9 done a\n9 done b\n9 cancel c\n9 over");
    expect(some.speedup).toBe(2);
  });

  it("names limits of sources, retries, approval and the one long call", () => {
    const queued = "0 round\n0 ready a\n0 ready b\n0 start a\n9 done a\n9 start b\n17 done b\n17 over";
    expect(run("ab", [], queued).heldBackBy).toBe("limits of sources or tools");
    const narrow = { calls: [0, 1], maxConcurrency: 1, name: "s/t" };
    const wide = { calls: [0, 1], perSecond: 5, name: "s" };
    const other = { calls: [0], maxConcurrency: 4, name: "x" };
    expect(run("ab", [], queued, 2, [other, narrow, wide]).heldBackBy).toBe("limit s/t (1)");
    expect(run("ab", [], queued, 2, [wide]).heldBackBy).toBe("limit s (5 a second)");
    const retried = "0 round\n0 ready a\n0 start a\n1 retry a 9\n9 start a\n11 done a\n11 over";
    expect(run("a", [], retried)).toMatchObject({ heldBackBy: "waiting to try again", sumMs: 3, wallMs: 11 });
    const approved = "0 round approve\n0 ready a\n9 approve a\n9 start a\n10 done a\n10 over";
    expect(run("a", [], approved).heldBackBy).toBe("waiting for approval");
    const alone = "0 round\n0 ready a\n0 start a\n9 done a\n9 over";
    expect(run("a", [], alone).heldBackBy).toBe("longest call a");
  });

  it("counts several rounds without the time between them, and all attempts", () => {
    const summary = run(
      "ab",
      [after(0, 1)],
      `0 round
       0 start a
       5 fail a
       5 skip b
       5 over
       1000 round
       1000 start a
       1004 done a
       1004 start b
       1010 done b
       1010 over`,
    );
    expect(summary).toMatchObject({ wallMs: 15, sumMs: 15, speedup: 1, boundMs: 15, succeeded: 2, failed: 0 });
  });

  it("counts what goes on up to the newest event", () => {
    const summary = run("ab", [], "0 round\n0 start a\n0 start b\n8 done b");
    expect(summary).toMatchObject({ running: 1, done: 1, wallMs: 8, sumMs: 16, speedup: 2, peakConcurrency: 2 });
  });

  it("counts a place that was given up until it is free", () => {
    const script = "0 round\n0 start a\n5 fail a\n5 start b\n6 release a\n9 done b\n9 over";
    expect(run("ab", [], script)).toMatchObject({ peakConcurrency: 2, sumMs: 9 });
  });

  it("is all zeros and no division by them when nothing ran, or only the cache answered", () => {
    const nothing = {
      wallMs: 0,
      sumMs: 0,
      speedup: 1,
      boundMs: 0,
      peakConcurrency: 0,
      criticalPath: [],
      heldBackBy: "",
    };
    expect(run("", [], "0 round\n0 over")).toMatchObject({ total: 0, ...nothing });
    expect(run("a", [], "0 round\n0 cached a\n0 over", "auto")).toMatchObject({ total: 1, succeeded: 1, ...nothing });
    expect(run("ab", [], "0 round\n5 cached a\n5 over")).toMatchObject({ done: 1, wallMs: 5, speedup: 1 });
  });
});
