import { describe, expect, it } from "vitest";

import { createEngine } from "../../../../src/core/engine/engine";
import { ResultCache } from "../../../../src/core/engine/sharing/resultCache";
import { ToolFailure } from "../../../../src/core/model/failure";
import { planAfter } from "../../../../src/core/model/growth";
import type { UnsuccessfulEnding } from "../../../../src/core/model/run";
import type { Plan } from "../../../../src/core/model/plan";
import { edge, planOf, textResult } from "./plans";
import { Rig, deaf, type Act, type Turn } from "./rig";

const transient = { maxAttempts: 3, backoffMs: 20, maxBackoffMs: 1000 };

function fails(kind: "tool" | "network" | "unavailable" | "rateLimited", options = {}): Act {
  return () => Promise.reject(new ToolFailure(kind, `The ${kind} failed`, options));
}

function failsUntil(attempt: number, options = { transient: true }): Act {
  return async (turn: Turn) => {
    await turn.clock.wait(10);
    if (turn.attempt < attempt) throw new ToolFailure("unavailable", "Not yet", options);
    return textResult("at last");
  };
}

function ending(rig: Rig, call: number): UnsuccessfulEnding {
  const found = rig.engine.state.calls[call]?.ending;
  if (found === undefined || found.outcome === "succeeded") throw new Error(`Call ${call} did not fail.`);
  return found;
}

describe("edges", () => {
  it("starts a call the moment its own edges allow, without waves", async () => {
    const plan = planOf({ a: {}, b: {}, c: { after: ["a"] }, d: { after: ["b", "c"] } });
    expect((await new Rig(plan, { a: 20, b: 50, c: 20, d: 10 }).run()).picture()).toBe(`
a  =+  succeeded
b  ====+  succeeded
c  ..=+  succeeded
d  .....+  succeeded
`);
  });

  it("skips what needs a failed call, through any number of edges, and says because of which", async () => {
    const plan = planOf({ a: {}, b: { after: ["a"] }, c: { after: ["b"] }, other: {} });
    const rig = await new Rig(plan, { a: fails("tool"), other: 30 }).run();
    expect(rig.picture()).toBe(`
a      !  failed
b        skipped (Skipped because "a" failed.)
c        skipped (Skipped: it needs "b", which was skipped because "a" failed.)
other  ==+  succeeded
`);
    expect(rig.engine.state.calls[2]?.ending).toMatchObject({ becauseOf: 0 });
  });

  it("lets a conflict go on once the call before it has ended, however", async () => {
    const plan = planOf({ a: {}, b: { conflictsWith: ["a"] } });
    expect((await new Rig(plan, { a: fails("tool") }).run()).picture()).toBe(`
a  !  failed
b  +  succeeded
`);
  });

  it("holds a conflict back while an attempt that timed out may still be writing", async () => {
    const plan = planOf({ a: { safety: "unsafe", timeoutMs: 20 }, b: { conflictsWith: ["a"] } });
    expect((await new Rig(plan, { a: deaf(60) }).run()).picture()).toBe(`
a  =x----  timedOut (outcome unknown)
b  ......+  succeeded
`);
  });

  it("keeps the order of two writers that are retried without the one between them", async () => {
    const writer = { safety: "unsafe" as const };
    const plan = planOf({
      first: writer,
      second: { ...writer, conflictsWith: ["first"] },
      third: { ...writer, conflictsWith: ["second"] },
    });
    const failsOnce: Act = async ({ attempt, clock }) => {
      await clock.wait(20);
      if (attempt === 1) throw new Error("broken pipe");
      return textResult("written");
    };
    const rig = await new Rig(plan, { first: failsOnce, second: 10, third: failsOnce }).run();
    await rig.retry([0, 2]);
    expect(rig.told("attemptStarted", "callEnded").slice(6)).toEqual([
      "50 attemptStarted 0",
      "70 callEnded 0",
      "70 attemptStarted 2",
      "90 callEnded 2",
    ]);
  });

  it("keeps the order around a call that is cancelled while it waits", async () => {
    const plan = planOf({ a: {}, b: { conflictsWith: ["a"] }, c: { conflictsWith: ["b"] } });
    const rig = new Rig(plan, { a: 50 });
    await rig.run({ 10: () => rig.engine.cancel(1) });
    expect(rig.picture()).toBe(`
a  ====+  succeeded
b  .  cancelled
c  .....+  succeeded
`);
  });

  it("fails a call whose reference cannot be filled in, without an attempt", async () => {
    const plan = planOf({ a: {}, b: { after: ["a"], arguments: { x: "\${a.missing}" } } });
    const rig = await new Rig(plan, { a: () => textResult('{"x":1}') }).run();
    expect(rig.engine.state.calls[1]).toMatchObject({ attempts: [], ending: { error: { kind: "reference" } } });
  });

  it("expands variables in what was written, never in what a tool said", async () => {
    const plan = planOf({ a: {}, b: { after: ["a"], arguments: { said: "\${a}", key: "KEY" } } });
    let sent: unknown;
    const acts: Record<string, Act> = {
      a: () => textResult("KEY"),
      b: ({ args }) => {
        sent = args;
        return textResult("ok");
      },
    };
    const expandArguments = <T>(args: T): T => JSON.parse(JSON.stringify(args).replaceAll("KEY", "secret")) as T;
    const rig = await new Rig(plan, acts, { expandArguments }).run();
    expect(sent).toEqual({ said: "KEY", key: "secret" });
    expect(rig.engine.state.calls[1]?.sentArguments).toEqual({ said: "KEY", key: "KEY" });
  });

  it("refuses edges that make a cycle or lead nowhere", () => {
    const calls = planOf({ a: {}, b: {} });
    const make = (edges: (typeof calls)["edges"]) => () =>
      createEngine({ ...calls, edges }, { invoke: () => textResult(""), emit: () => undefined });
    expect(make([edge(0, 1, "declared"), edge(1, 0, "conflict")])).toThrow(/cycle/);
    expect(make([edge(0, 2, "declared")])).toThrow(/no edge of 2 calls/);
  });
});

describe("limits and priority", () => {
  it("starts the highest priority first, then the longest path ahead, then in order", async () => {
    const plan = planOf({ a: {}, b: {}, c: {}, d: { after: ["c"] }, urgent: { priority: 1 } }, { maxConcurrency: 1 });
    const rig = await new Rig(plan, {}).run();
    expect(rig.told("attemptStarted")).toEqual([
      "0 attemptStarted 4",
      "10 attemptStarted 2",
      "20 attemptStarted 0",
      "30 attemptStarted 1",
      "40 attemptStarted 3",
    ]);
  });

  it("measures the path ahead in estimated time where earlier runs know it", async () => {
    const plan = planOf({ short: {}, long: {}, unknown: {} }, { maxConcurrency: 1 });
    const rig = new Rig(plan, {}, { estimateMs: ({ id }) => ({ short: 1, long: 9 })[id ?? ""] });
    await rig.run();
    expect(rig.told("attemptStarted")).toEqual(["0 attemptStarted 1", "10 attemptStarted 2", "20 attemptStarted 0"]);
  });

  it("never lets a call whose limit is full stand in the way of one that could start", async () => {
    const plan = planOf(
      { a: {}, b: {}, c: {}, free: {} },
      { maxConcurrency: 2, limits: [{ name: "s/*", calls: [0, 1, 2], maxConcurrency: 1 }] },
    );
    expect((await new Rig(plan, { free: 30 }).run()).picture()).toBe(`
a     +  succeeded
b     :+  succeeded
c     ::+  succeeded
free  ==+  succeeded
`);
  });

  it("spaces starts as a limit a second asks, in any window of a second", async () => {
    const plan = planOf({ a: {}, b: {}, c: {}, d: {} }, { limits: [{ name: "s", calls: [0, 1, 2, 3], perSecond: 2 }] });
    const rig = await new Rig(plan, {}).run();
    expect(rig.told("attemptStarted")).toEqual([
      "0 attemptStarted 0",
      "0 attemptStarted 1",
      "1000 attemptStarted 2",
      "1000 attemptStarted 3",
    ]);
  });

  it("counts an attempt that timed out but still runs, until its grace is over", async () => {
    const plan = planOf({ hangs: { timeoutMs: 20 }, next: {} }, { maxConcurrency: 1, graceMs: 30 });
    const rig = await new Rig(plan, { hangs: () => new Promise(() => undefined) }).run();
    expect(rig.picture()).toBe(`
hangs  =x---  timedOut (abandoned)
next   :::::+  succeeded
`);
  });

  it("takes twice the cores for auto, and never more than ten", async () => {
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`c${n}`, {}]));
    const peak = async (cores: number) => {
      const rig = await new Rig(planOf(many, { maxConcurrency: "auto" }), {}, { cores }).run();
      return rig.told("attemptStarted").filter((line) => line.startsWith("0 ")).length;
    };
    expect([await peak(1), await peak(3), await peak(64)]).toEqual([2, 6, 10]);
  });

  it("halves the limit of a source that asks to slow down, pauses as long as it asks, and recovers by one at a time", async () => {
    const calls = Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`c${n}`, { retry: transient }]));
    const first: Act = ({ attempt, clock }) =>
      attempt === 1
        ? Promise.reject(new ToolFailure("rateLimited", "429.", { retryAfterMs: 100 }))
        : clock.wait(10).then(() => textResult("ok"));
    const rig = await new Rig(planOf(calls, { maxConcurrency: 4 }), { c0: first, c1: first }).run();
    const limits = rig.events.flatMap((event) =>
      event.type === "limitChanged" ? [`${event.atMs} ${event.limit} ${event.maxConcurrency}`] : [],
    );
    expect(limits).toEqual(["0 test 2", "0 test 2", "110 test 3", "120 test 4"]);
    expect(rig.events.find((event) => event.type === "limitChanged")?.reason).toBe(
      "test cannot take as many calls at once: 429. It asked for a pause of 100 ms.",
    );
    expect(rig.engine.state.calls.every((call) => call.ending?.outcome === "succeeded")).toBe(true);
  });
});

describe("timeouts, retries and progress", () => {
  it("retries what is transient and may be repeated, backing off longer each time", async () => {
    const plan = planOf({ a: { retry: transient } });
    expect((await new Rig(plan, { a: failsUntil(3) }).run()).picture()).toBe(`
a  !~~!~~~~+  succeeded
`);
  });

  it("never repeats a call that may have changed something, and says that its outcome is unknown", async () => {
    const plan = planOf({ write: { safety: "unsafe", retry: transient } });
    expect((await new Rig(plan, { write: failsUntil(2) }).run()).picture()).toBe(`
write  !  failed (outcome unknown)
`);
  });

  it("repeats even such a call when it cannot have reached its tool", async () => {
    const plan = planOf({ write: { safety: "unsafe", retry: transient } });
    const refused = failsUntil(2, { transient: true, reachedTool: false } as { transient: true });
    expect((await new Rig(plan, { write: refused }).run()).picture()).toBe(`
write  !~~+  succeeded
`);
  });

  it("does not start an idempotent write again before its earlier attempt has let go", async () => {
    const plan = planOf({ write: { safety: "idempotent", timeoutMs: 20, retry: { ...transient, backoffMs: 0 } } });
    const act: Act = ({ attempt, clock }) => clock.wait(attempt === 1 ? 50 : 10).then(() => textResult("ok"));
    const rig = await new Rig(plan, { write: act }).run();
    expect(rig.told("attemptStarted", "attemptReleased")).toEqual([
      "0 attemptStarted 0",
      "50 attemptReleased 0",
      "50 attemptStarted 0",
    ]);
  });

  it("honours Retry-After where it is longer than its own back-off", async () => {
    const plan = planOf({ a: { retry: transient } });
    const act: Act = ({ attempt }) =>
      attempt === 1 ? Promise.reject(new ToolFailure("rateLimited", "429", { retryAfterMs: 300 })) : textResult("ok");
    const rig = await new Rig(plan, { a: act }).run();
    expect(rig.told("attemptStarted")).toEqual(["0 attemptStarted 0", "300 attemptStarted 0"]);
  });

  it("spends none of an attempt's timeout in a queue or on approval", async () => {
    const plan = planOf({ a: { timeoutMs: 30 }, b: { timeoutMs: 30 } }, { maxConcurrency: 1 });
    const rig = new Rig(plan, { a: 20, b: 20 }, { awaitingApproval: new Set([1]) });
    await rig.run({ 100: () => rig.engine.approve([1], "allow") });
    expect(rig.picture()).toBe(`
a  =+  succeeded
b  ::::::::::=+  succeeded
`);
  });

  it("starts the timeout anew at every sign of progress, up to a hard maximum", async () => {
    const plan = planOf({ a: { timeoutMs: 20 } }, { maxTimeoutMs: 90, graceMs: 0 });
    const chatty: Act = async ({ clock, context }) => {
      for (let step = 0; step < 100; step++) {
        await clock.wait(15);
        context.progress({ progress: step });
      }
      return textResult("never");
    };
    const endedAt = async (of: Plan): Promise<number | undefined> => {
      const { engine } = await new Rig(of, { a: chatty }).run();
      expect(engine.state.calls[0]?.ending?.outcome).toBe("timedOut");
      return engine.state.calls[0]?.endedAtMs;
    };
    expect(await endedAt(plan)).toBe(90);
    expect(await endedAt({ ...plan, maxTimeoutMs: 5 }), "never less than the timeout").toBe(20);
    const { maxTimeoutMs: _, ...unsaid } = plan;
    expect(await endedAt(unsaid), "ten times the timeout").toBe(200);
  });

  it("gives no more time for reports that say so, such as output", async () => {
    const talks: Act = async ({ clock, context }) => {
      for (let line = 1; line <= 10; line++) {
        await clock.wait(20);
        context.progress({ message: `line ${line}`, restartsTimeout: false });
      }
      return textResult("never comes to this");
    };
    const rig = await new Rig(planOf({ a: { timeoutMs: 50 } }), { a: talks }).run();
    expect(rig.told("callEnded")).toEqual(["50 callEnded 0"]);
    expect(rig.engine.state.calls[0]?.ending?.outcome).toBe("timedOut");
  });

  it("thins out a flood of progress and still shows the last of it", async () => {
    const flood: Act = async ({ clock, context }) => {
      for (let step = 1; step <= 10_000; step++) context.progress({ progress: step });
      await clock.wait(250);
      context.progress({ progress: 10_001, message: "done" });
      return textResult("ok");
    };
    const rig = await new Rig(planOf({ a: {} }), { a: flood }).run();
    expect(
      rig.events.flatMap((event) => (event.type === "attemptProgressed" ? [[event.atMs, event.progress]] : [])),
    ).toEqual([
      [0, 10_000],
      [250, 10_001],
    ]);
    expect(rig.engine.state.calls[0]?.attempts[0]?.progress).toEqual({ progress: 10_001, message: "done" });
  });
});

describe("cancelling and deadlines", () => {
  it("interrupts a back-off at once", async () => {
    const plan = planOf({ a: { retry: { ...transient, backoffMs: 100_000, maxBackoffMs: 100_000 } } });
    const rig = new Rig(plan, { a: failsUntil(2) });
    await rig.run({ 30: () => rig.engine.cancel() });
    expect(rig.events.at(-1)).toEqual({ type: "roundEnded", atMs: 30, reason: "cancelled" });
  });

  it("ends within the grace whatever the tools do, and says which were abandoned", async () => {
    const plan = planOf({ obeys: {}, deaf: { safety: "unsafe" }, waiting: {} }, { maxConcurrency: 2, graceMs: 30 });
    const rig = new Rig(plan, { obeys: 500, deaf: () => new Promise(() => undefined) });
    await rig.run({ 20: () => rig.engine.cancel() });
    expect(rig.picture()).toBe(`
obeys    =x  cancelled
deaf     =x---  cancelled (outcome unknown, abandoned)
waiting  ::  cancelled
`);
    expect(rig.events.at(-1)).toMatchObject({ type: "roundEnded", atMs: 50 });
  });

  it("cancels one call, and skips only what needs it", async () => {
    const plan = planOf({ a: {}, b: { after: ["a"] }, c: {} });
    const rig = new Rig(plan, { a: 50, c: 40 });
    await rig.run({ 20: () => rig.engine.cancel(0) });
    expect(rig.picture()).toBe(`
a  =x  cancelled
b  ..  skipped (Skipped because "a" was cancelled.)
c  ===+  succeeded
`);
    expect(rig.events.at(-1)).toMatchObject({ reason: "done" });
  });

  it("keeps what is finished when the run's deadline passes", async () => {
    const plan = planOf({ a: {}, b: {}, c: { after: ["b"] } }, { deadlineMs: 30 });
    const rig = await new Rig(plan, { a: 10, b: 50 }).run();
    expect(rig.picture()).toBe(`
a  +  succeeded
b  ==x  timedOut
c  ...  cancelled
`);
    expect(rig.events.at(-1)).toMatchObject({ type: "roundEnded", reason: "deadline" });
  });

  it("lets nothing start or tick any more once it is disposed of", async () => {
    const rig = new Rig(planOf({ a: { timeoutMs: 1000 }, b: { after: ["a"] } }), {
      a: () => new Promise(() => undefined),
    });
    await rig.run({ 10: () => rig.engine.dispose() });
    expect(rig.clock.pending).toBe(0);
    await rig.engine.retry([0, 1]);
    expect(rig.events.at(-1)).toMatchObject({ type: "roundEnded", atMs: 10 });
  });
});

describe("approval", () => {
  it("runs everything else while calls await their yes, and skips what needs a denied one", async () => {
    const plan = planOf({ write: { safety: "unsafe" }, read: {}, needs: { after: ["write"] } });
    const rig = new Rig(plan, {}, { awaitingApproval: new Set([0]) });
    await rig.run({ 40: () => rig.engine.approve([0, 1, 7], "deny") });
    expect(rig.picture()).toBe(`
write  ::::  denied
read   +  succeeded
needs  ....  skipped (Skipped because "write" was denied.)
`);
  });

  it("asks again for a denied call that is retried, but not for one that was edited first", async () => {
    const plan = planOf({ a: {}, b: {} });
    const rig = new Rig(plan, {}, { awaitingApproval: new Set([0, 1]) });
    await rig.run({ 10: () => rig.engine.approve([0, 1], "deny") });
    void rig.engine.retry([0, 1], { 1: { path: "elsewhere" } });
    await rig.clock.advance(100);
    expect(rig.engine.state.calls.map((call) => call.phase)).toEqual(["awaitingApproval", "ended"]);
    rig.engine.approve([0], "allow");
    await rig.clock.runAll();
    expect(rig.engine.state.calls.map((call) => call.ending?.outcome)).toEqual(["succeeded", "succeeded"]);
  });
});

describe("retrying", () => {
  it("runs what failed and what was skipped because of it, with edited arguments, and nothing that succeeded", async () => {
    const plan = planOf({ a: {}, b: { after: ["a"], arguments: { got: "\${a}" } }, c: {} });
    const acts: Record<string, Act> = {
      a: ({ args }) => {
        if (args.fixed !== true) throw new ToolFailure("tool", "No.");
        return textResult("good");
      },
    };
    const rig = await new Rig(plan, acts).run();
    await rig.retry([0], { 0: { fixed: true }, 2: { not: "retried" } });
    expect(rig.told("roundStarted", "attemptStarted", "roundEnded")).toEqual([
      "0 roundStarted",
      "0 attemptStarted 0",
      "0 attemptStarted 2",
      "10 roundEnded",
      "10 roundStarted",
      "10 attemptStarted 0",
      "10 attemptStarted 1",
      "20 roundEnded",
    ]);
    expect(rig.engine.state.calls[0]).toMatchObject({ editedArguments: { fixed: true }, attempts: [{}, {}] });
    expect(rig.engine.state.calls[1]?.sentArguments).toEqual({ got: "good" });
    expect(rig.engine.state.calls[2]?.editedArguments).toBeUndefined();
  });

  it("skips again, with the reason, what needs a call that is not retried", async () => {
    const plan = planOf({ a: {}, b: { after: ["a"] } });
    const rig = await new Rig(plan, { a: fails("tool") }).run();
    await rig.retry([1]);
    expect(ending(rig, 1)).toMatchObject({ outcome: "skipped", becauseOf: 0 });
  });

  it("joins the round that goes on", async () => {
    const plan = planOf({ a: {}, b: { after: ["a"] }, long: {} });
    const act: Act = ({ attempt }) => {
      if (attempt === 1) throw new ToolFailure("tool", "No.");
      return textResult("ok");
    };
    const rig = new Rig(plan, { a: act, long: 100 });
    await rig.run({ 30: () => void rig.engine.retry([0]) });
    expect(rig.told("roundStarted", "callEnded", "roundEnded").slice(3)).toEqual([
      "30 roundStarted",
      "30 callEnded 0",
      "40 callEnded 1",
      "100 callEnded 2",
      "100 roundEnded",
    ]);
    expect(rig.engine.state.rounds).toEqual([{ startedAtMs: 0, endedAtMs: 100, reason: "done" }]);
  });

  it("goes on with a run that was kept, where its time had stopped", async () => {
    const plan = planOf({ a: {}, b: { after: ["a"], arguments: { x: "\${a}" } } });
    const acts: Record<string, Act> = { a: () => textResult("kept"), b: fails("tool") };
    const before = await new Rig(plan, acts).run();
    const after = new Rig(plan, { b: 10 }, { history: before.events });
    await after.engine.start();
    expect(after.events, "a kept run is not started again").toEqual([]);
    await after.retry([0, 1]);
    expect(after.engine.state.calls[1]).toMatchObject({
      sentArguments: { x: "kept" },
      ending: { outcome: "succeeded" },
      attempts: [{ attempt: 1 }, { attempt: 2 }],
    });
  });
});

describe("identical calls", () => {
  const shared = { cacheTtlMs: 1000 };

  it("runs one of several identical read-only calls and gives its result to all that asked for that", async () => {
    const plan = planOf({ a: shared, same: shared, own: {}, other: { ...shared, arguments: { x: 1 } } });
    expect((await new Rig(plan, { a: 30 }).run()).picture()).toBe(`
a      ==+  succeeded
same   :::  succeeded (cached)
own    +  succeeded
other  +  succeeded
`);
  });

  it("gives a result to the next run while it is fresh, and no longer", async () => {
    const cache = new ResultCache();
    const rig = new Rig(planOf({ a: shared }), {}, { cache });
    await rig.run();
    const again = (atMs: number) => {
      const next = new Rig(
        planOf({ a: shared }),
        {},
        { cache, clock: Object.assign(Object.create(rig.clock) as object, { now: () => atMs }) as never },
      );
      void next.engine.start();
      return next.engine.state.calls[0]?.ending;
    };
    expect(again(1010)).toMatchObject({ outcome: "succeeded", cached: true });
    expect(again(1011)).toBeUndefined();
  });

  it("lets the others run themselves when the first fails, and never shares a call that writes", async () => {
    const plan = planOf({ a: shared, b: shared, c: { ...shared, safety: "unsafe" } });
    const rig = await new Rig(plan, { a: fails("tool"), b: 10 }).run();
    expect(rig.engine.state.calls.map((call) => call.attempts.length)).toEqual([1, 1, 1]);
    expect(rig.engine.state.calls[1]?.ending).toMatchObject({ outcome: "succeeded" });
  });
});

describe("listeners", () => {
  it("may throw, and may call the engine from inside an event", async () => {
    const plan = planOf({ a: {}, b: {} }, { maxConcurrency: 1 });
    const told: string[] = [];
    const rig: Rig = new Rig(
      plan,
      { a: 30 },
      {
        emit(event) {
          told.push(event.type);
          if (event.type === "attemptStarted" && event.attempt === 1) rig.engine.cancel(event.call);
          if (told.filter((type) => type === "callEnded").length === 1) void rig.engine.retry([0]);
          throw new Error("listener");
        },
      },
    );
    await rig.run();
    expect(rig.engine.state.calls.map((call) => call.ending?.outcome)).toEqual(["succeeded", "cancelled"]);
    expect(rig.engine.state.rounds.at(-1)?.endedAtMs).toBeDefined();
  });
});

describe("edges that are changed", () => {
  const writers = planOf({ a: { safety: "idempotent" }, b: { safety: "idempotent" } });
  const fails1st: Act = ({ attempt, clock }) =>
    attempt === 1
      ? Promise.reject(new ToolFailure("tool", "Not there"))
      : clock.wait(20).then(() => textResult("written"));

  it("order calls that are retried with other arguments", async () => {
    const rig = await new Rig(writers, { a: fails1st, b: fails1st }).run();
    rig.engine.rewire({ added: [edge(0, 1, "conflict")], dropped: [] });
    await rig.retry([0, 1], { 0: { path: "same" }, 1: { path: "same" } });
    expect(rig.told("edgesChanged", "attemptStarted", "callEnded").slice(4)).toEqual([
      "0 edgesChanged",
      "0 attemptStarted 0",
      "20 callEnded 0",
      "20 attemptStarted 1",
      "40 callEnded 1",
    ]);
  });

  it("have a retried call wait for one that runs already, though it stands before it", async () => {
    const rig = new Rig(writers, { a: fails1st, b: 50 });
    await rig.run({
      10: () => {
        rig.engine.rewire({ added: [edge(0, 1, "conflict")], dropped: [] });
        void rig.engine.retry([0], { 0: { path: "same" } });
      },
    });
    expect(rig.told("attemptStarted", "callEnded")).toEqual([
      "0 attemptStarted 0",
      "0 attemptStarted 1",
      "0 callEnded 0",
      "50 callEnded 1",
      "50 attemptStarted 0",
      "70 callEnded 0",
    ]);
  });

  it("hold back a call that was ready and only awaited approval", async () => {
    const rig = new Rig(writers, { a: 30, b: 10 }, { awaitingApproval: new Set([1]) });
    await rig.run({
      10: () => {
        rig.engine.rewire({ added: [edge(0, 1, "conflict")], dropped: [] });
        rig.engine.approve([1], "allow", { 1: { path: "same" } });
      },
    });
    expect(rig.told("attemptStarted")).toEqual(["0 attemptStarted 0", "30 attemptStarted 1"]);
  });

  it("let a retried call use the result of another that is retried with it", async () => {
    const rig = await new Rig(writers, { a: fails1st, b: fails1st }).run();
    rig.engine.rewire({ added: [edge(0, 1, "data")], dropped: [] });
    await rig.retry([0, 1], { 1: { text: "${a}" } });
    expect(rig.engine.state.calls[1]?.sentArguments).toEqual({ text: "written" });
  });

  it("may be dropped: a call that no longer needs a failed one runs without it, and then what waits for it", async () => {
    const rig = await new Rig(planOf({ a: {}, b: { after: ["a"] }, c: { after: ["b"] } }), { a: fails("tool") }).run();
    rig.engine.rewire({ added: [], dropped: [{ from: 0, to: 1 }] });
    await rig.retry([1], { 1: { text: "on its own" } });
    expect(rig.engine.state.calls.map(({ ending }) => ending?.outcome)).toEqual(["failed", "succeeded", "succeeded"]);
  });

  it("may be dropped while what they lead from still runs", async () => {
    const plan = planOf({ a: {}, b: { after: ["a"] } });
    const rig = new Rig(plan, { a: 50, b: 10 }, { awaitingApproval: new Set([1]) });
    await rig.run({
      10: () => {
        rig.engine.rewire({ added: [], dropped: [{ from: 0, to: 1 }] });
        rig.engine.approve([1], "allow", { 1: { text: "on its own" } });
      },
    });
    expect(rig.told("attemptStarted", "callEnded")).toEqual([
      "0 attemptStarted 0",
      "10 attemptStarted 1",
      "20 callEnded 1",
      "50 callEnded 0",
    ]);
  });

  describe("with what a call may do by other arguments", () => {
    const post = { 0: { safety: "unsafe", destructive: false } } as const;
    const patient = { timeoutMs: 30, retry: { maxAttempts: 3, backoffMs: 10, maxBackoffMs: 10 } };

    it("leave open what came of one that only read before and is not answered, and do not repeat it", async () => {
      const never = () => new Promise<never>(() => undefined);
      const failing = () => Promise.reject(new ToolFailure("tool", "Not there"));
      const act: Act = ({ args }) => (args.method === "POST" ? never() : failing());
      const rig = await new Rig(planOf({ a: patient }), { a: act }).run();
      rig.engine.rewire({ added: [], dropped: [], effects: post });
      await rig.retry([0], { 0: { method: "POST" } });
      const { ending, attempts } = rig.engine.state.calls[0] ?? {};
      expect(ending).toMatchObject({ outcome: "timedOut", outcomeUnknown: true });
      expect(attempts).toHaveLength(2);
    });

    it("are told, so that whoever opens the run again knows them", async () => {
      const rig = await new Rig(planOf({ a: patient }), { a: fails1st }).run();
      rig.engine.rewire({ added: [], dropped: [], effects: post });
      expect(rig.events.reduce(planAfter, planOf({ a: patient })).calls[0]).toMatchObject({ safety: "unsafe" });
    });

    it("have one that reads by now wait for its attempt that may still write", async () => {
      const plan = planOf({ a: { ...patient, safety: "unsafe" } });
      const hearsNothing: Act = ({ attempt, clock }) =>
        (attempt === 1 ? clock.wait(200) : clock.wait(5)).then(() => textResult("done"));
      const rig = new Rig(plan, { a: hearsNothing });
      await rig.run({
        50: () => {
          rig.engine.rewire({ added: [], dropped: [], effects: { 0: { safety: "readOnly", destructive: false } } });
          void rig.engine.retry([0], { 0: { method: "GET" } });
        },
      });
      expect(rig.told("attemptStarted", "attemptReleased")).toEqual([
        "0 attemptStarted 0",
        "200 attemptReleased 0",
        "200 attemptStarted 0",
      ]);
    });
  });

  it("are refused when they make a cycle, or when a call that runs would need a result", () => {
    const rig = new Rig(planOf({ a: {}, b: { after: ["a"] }, c: {} }), { a: 50, c: 50 });
    void rig.engine.start();
    expect(() => rig.engine.rewire({ added: [edge(1, 0, "conflict")], dropped: [] })).toThrow(RangeError);
    expect(() => rig.engine.rewire({ added: [edge(1, 2, "data")], dropped: [] })).toThrow(RangeError);
    rig.engine.dispose();
  });
});
