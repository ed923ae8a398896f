import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createEngine } from "../../../../src/core/engine/engine";
import { ToolFailure, type ErrorKind } from "../../../../src/core/model/failure";
import type { Edge, PlanChanges, Plan, PlanGrowth, PlannedCall } from "../../../../src/core/model/plan";
import type { RunEvent } from "../../../../src/core/model/run";
import { applyEvent, initialRunState, type RunState } from "../../../../src/core/model/runState";
import { FakeClock, microtasks } from "./fakeClock";
import { edge, plannedCall, textResult } from "./plans";

/**
 * What the engine promises, over runs that nobody would think of: random plans, limits, tools that fail, hang, ignore their
 * signal or answer too late, and people who cancel, approve and retry in the middle of it. PROPERTY_RUNS and
 * PROPERTY_SEED change how many and which; a failure prints its seed and the smallest run that shows it.
 */
const runs = Number(process.env.PROPERTY_RUNS ?? 1500);
const seed = process.env.PROPERTY_SEED;

/** What the clock says when a run begins: nothing may depend on its being 0. */
const startMs = 1000;

type Behaviour =
  | { readonly does: "succeed" | "fail" | "ignoreSignal"; readonly afterMs: number }
  | { readonly does: "transient"; readonly afterMs: number; readonly kind: ErrorKind; readonly retryAfterMs?: number }
  | { readonly does: "hang" | "hangDeaf" | "throwNow" | "returnNow" | "returnNonsense" }
  | { readonly does: "progress"; readonly everyMs: number; readonly times: number };

type Command =
  | { readonly atMs: number; readonly does: "cancelAll" }
  | { readonly atMs: number; readonly does: "cancel"; readonly call: number }
  | {
      readonly atMs: number;
      readonly does: "retry";
      readonly calls: readonly number[];
      /** What else its edited arguments make the first of these calls meet. */
      readonly meets: readonly (readonly [call: number, kind: Edge["kind"]])[];
      /** Whether they refer to no call any more. */
      readonly forgets: boolean;
    }
  | { readonly atMs: number; readonly does: "allow" | "deny"; readonly calls: readonly number[] }
  | { readonly atMs: number; readonly does: "readState" }
  | { readonly atMs: number; readonly does: "grow" };

interface Scenario {
  readonly plan: Plan & Required<Pick<Plan, "graceMs">>;
  /** What each call does at its first, second, … attempt; the last goes on for ever. */
  readonly behaviours: readonly (readonly Behaviour[])[];
  readonly commands: readonly Command[];
  readonly awaitingApproval: readonly number[];
  /** The calls from this one on are not there when the run starts; the command `grow` adds them. */
  readonly grownFrom: number;
}

const behaviour: fc.Arbitrary<Behaviour> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ does: fc.constant("succeed" as const), afterMs: fc.integer({ min: 0, max: 60 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constantFrom("fail" as const, "ignoreSignal" as const),
      afterMs: fc.integer({ min: 0, max: 120 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        does: fc.constant("transient" as const),
        afterMs: fc.integer({ min: 0, max: 30 }),
        kind: fc.constantFrom<ErrorKind>("rateLimited", "network", "unavailable", "tool"),
        retryAfterMs: fc.integer({ min: 0, max: 50 }),
      },
      { requiredKeys: ["does", "afterMs", "kind"] },
    ),
  },
  fc.record({
    does: fc.constantFrom(
      "hang" as const,
      "hangDeaf" as const,
      "throwNow" as const,
      "returnNow" as const,
      "returnNonsense" as const,
    ),
  }),
  fc.record({
    does: fc.constant("progress" as const),
    everyMs: fc.integer({ min: 1, max: 40 }),
    times: fc.integer({ min: 1, max: 8 }),
  }),
);

const scenario: fc.Arbitrary<Scenario> = fc.integer({ min: 1, max: 12 }).chain((count) => {
  const index = fc.integer({ min: 0, max: count - 1 });
  const indexes = fc.uniqueArray(index, { maxLength: count });
  const edges = fc
    .array(fc.tuple(index, index, fc.constantFrom<Edge["kind"]>("data", "declared", "conflict", "conflict")), {
      maxLength: 2 * count,
    })
    .map((pairs) =>
      pairs.filter(([a, b]) => a !== b).map(([a, b, kind]) => edge(Math.min(a, b), Math.max(a, b), kind)),
    );
  const calls = fc
    .array(
      fc.record({
        priority: fc.integer({ min: 0, max: 2 }),
        safety: fc.constantFrom("readOnly" as const, "idempotent" as const, "unsafe" as const),
        timeoutMs: fc.constantFrom(0, 20, 50),
        cacheTtlMs: fc.constantFrom(0, 0, 0, 40),
        source: fc.constantFrom("one", "two"),
        maxAttempts: fc.integer({ min: 1, max: 3 }),
      }),
      { minLength: count, maxLength: count },
    )
    .map((options) =>
      options.map(({ maxAttempts, ...call }, at) =>
        plannedCall(at, {
          ...call,
          id: `c${at}`,
          arguments: { about: at % 3 },
          retry: { maxAttempts, backoffMs: 10, maxBackoffMs: 25 },
        }),
      ),
    );
  const limits = fc.uniqueArray(
    fc.record(
      {
        name: fc.constantFrom("first", "second", "third"),
        calls: indexes,
        maxConcurrency: fc.integer({ min: 1, max: 3 }),
        perSecond: fc.constantFrom(0.5, 2, 50, 120),
      },
      { requiredKeys: ["name", "calls"] },
    ),
    { maxLength: 3, selector: ({ name }) => name },
  );
  const command: fc.Arbitrary<Command> = fc.integer({ min: 0, max: 200 }).chain((atMs) =>
    fc.oneof(
      fc.record({ atMs: fc.constant(atMs), does: fc.constant("cancelAll" as const) }),
      fc.record({ atMs: fc.constant(atMs), does: fc.constant("readState" as const) }),
      fc.record({ atMs: fc.constant(atMs), does: fc.constant("cancel" as const), call: index }),
      fc.record({
        atMs: fc.constant(atMs),
        does: fc.constant("retry" as const),
        calls: indexes,
        meets: fc.array(fc.tuple(index, fc.constantFrom<Edge["kind"]>("declared", "conflict", "conflict")), {
          maxLength: 2,
        }),
        forgets: fc.boolean(),
      }),
      fc.record({
        atMs: fc.constant(atMs),
        does: fc.constantFrom("allow" as const, "deny" as const),
        calls: indexes,
      }),
    ),
  );
  const growAt = fc.integer({ min: 0, max: 100 }).map((atMs): Command => ({ atMs, does: "grow" }));
  return fc.record({
    plan: fc.record({
      calls,
      edges,
      limits,
      maxConcurrency: fc.integer({ min: 1, max: 4 }),
      deadlineMs: fc.constantFrom(0, 0, 0, 90),
      graceMs: fc.constantFrom(0, 15),
    }),
    behaviours: fc.array(fc.array(behaviour, { minLength: 1, maxLength: 3 }), { minLength: count, maxLength: count }),
    commands: fc.tuple(growAt, fc.array(command, { maxLength: 5 })).map(([grow, others]) => [grow, ...others]),
    grownFrom: fc.oneof(
      { weight: 2, arbitrary: fc.constant(count) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: count }) },
    ),
    awaitingApproval: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: indexes }),
  });
});

/** The plan without the calls from this one on, and those as a growth of it. */
function parted(plan: Plan, from: number): { readonly start: Plan; readonly growth: PlanGrowth } {
  const limits = plan.limits.map((limit) => ({ ...limit, calls: limit.calls.filter((call) => call < from) }));
  const start = {
    ...plan,
    calls: plan.calls.slice(0, from),
    edges: plan.edges.filter(({ to }) => to < from),
    limits,
  };
  const growth = {
    calls: plan.calls.slice(from),
    edges: plan.edges.filter(({ to }) => to >= from),
    limits: plan.limits,
  };
  return { start, growth };
}

/** Runs a scenario to its end, checking after everything that happens what must hold at every moment. */
async function play({ plan, behaviours, commands, awaitingApproval, grownFrom }: Scenario) {
  const { start, growth } = parted(plan, grownFrom);
  const clock = new FakeClock(startMs);
  const events: RunEvent[] = [];
  const observer = new Observer(plan);
  const settled: boolean[] = [];
  const engine = createEngine(start, {
    growing: growth.calls.length > 0,
    awaitingApproval: new Set(awaitingApproval.filter((call) => call < grownFrom)),
    machine: { clock, random: () => 0.5 },
    emit(event) {
      events.push(structuredClone(event));
      observer.watch(event);
      if (events.length % 7 === 0) throw new Error("a listener that fails");
    },
    invoke(call, _args, { signal, progress }) {
      const attempt = observer.toolStarted(call.index);
      const choices = behaviours[call.index]!;
      const act = choices[Math.min(attempt, choices.length) - 1]!;
      return new Tool(clock, signal, progress).run(act);
    },
  });
  const follow = (round: Promise<void>) => {
    const at = settled.push(false) - 1;
    void round.then(() => (settled[at] = true));
  };
  follow(engine.start());
  for (const command of [...commands].sort((a, b) => a.atMs - b.atMs)) {
    await clock.advance(Math.max(0, startMs + command.atMs - clock.now()));
    observer.checkNothingRunnableWaits(clock.now() - startMs);
    if (command.does === "grow") {
      engine.grow(growth, new Set(awaitingApproval.filter((call) => call >= grownFrom)));
      engine.endGrowth();
    } else if (command.does === "cancelAll") engine.cancel();
    else if (command.does === "cancel") engine.cancel(command.call);
    else if (command.does === "retry") {
      engine.rewire(observer.changesFor(command, engine.state.calls.length));
      follow(engine.retry(command.calls));
    } else if (command.does === "readState") expect(engine.state).toEqual(foldOf(grownFrom, events));
    else engine.approve(command.calls, command.does);
    await microtasks();
  }
  await clock.advance(5000);
  engine.approve(
    plan.calls.map((call) => call.index),
    "allow",
  );
  await clock.advance(10_000);
  observer.checkNothingRunnableWaits(clock.now() - startMs);
  // What hangs without a timeout would go on for ever.
  engine.cancel();
  const cancelledAt = clock.now();
  await clock.runAll();
  expect(observer.atMs + startMs - cancelledAt, "the end comes within the grace").toBeLessThanOrEqual(plan.graceMs);
  observer.checkNothingRunnableWaits(clock.now() - startMs);
  return { engine, events, observer, clock, settled };
}

describe("every run keeps what the engine promises", () => {
  it(
    "whatever the plan, the tools and the people",
    async () => {
      await fc.assert(
        fc.asyncProperty(scenario, async (given) => {
          const { engine, events, observer, clock, settled } = await play(given);
          expect(settled.every(Boolean), "every promise settles").toBe(true);
          expect(engine.state, "the engine's state is the fold of its events").toEqual(foldOf(given.grownFrom, events));
          for (const call of engine.state.calls) expect(call.phase).toBe("ended");
          expect(engine.state.calls.map((call) => call.index)).toEqual(given.plan.calls.map((call) => call.index));
          expect(clock.pending, "no timer is left").toBe(0);
          observer.checkEnd();
          const before = events.length;
          await engine.retry(
            given.plan.calls
              .filter((_, at) => engine.state.calls[at]?.ending?.outcome === "succeeded")
              .map((call) => call.index),
          );
          expect(events.length, "what succeeded is not run again").toBe(before);
        }),
        { numRuns: runs, ...(seed !== undefined && { seed: Number(seed) }) },
      );
    },
    Math.max(120_000, 30 * runs),
  );
});

function foldOf(callCount: number, events: readonly RunEvent[]): RunState {
  const state = initialRunState(callCount);
  for (const event of events) applyEvent(state, event);
  return state;
}

/** A tool that does as the scenario says. */
class Tool {
  constructor(
    private readonly clock: FakeClock,
    private readonly signal: AbortSignal,
    private readonly progress: (progress: { progress?: number }) => void,
  ) {}

  run(act: Behaviour): ReturnType<typeof textResult> | Promise<ReturnType<typeof textResult>> {
    switch (act.does) {
      case "returnNow":
        return textResult("now");
      case "throwNow":
        throw new Error("at once");
      case "returnNonsense":
        return undefined as never;
      case "succeed":
        return this.after(act.afterMs, () => textResult("done"));
      case "ignoreSignal":
        return this.after(act.afterMs, () => textResult("late"), false);
      case "fail":
        return this.after(act.afterMs, () => {
          throw new ToolFailure("tool", "It failed.");
        });
      case "transient":
        return this.after(act.afterMs, () => {
          const { retryAfterMs } = act;
          throw new ToolFailure(act.kind, "Not now.", {
            transient: true,
            ...(retryAfterMs !== undefined && { retryAfterMs }),
          });
        });
      case "hang":
        return this.after(Number.POSITIVE_INFINITY, () => textResult("never"));
      case "hangDeaf":
        return this.after(Number.POSITIVE_INFINITY, () => textResult("never"), false);
      case "progress":
        return this.reporting(act.everyMs, act.times);
    }
  }

  private async reporting(everyMs: number, times: number) {
    for (let time = 1; time <= times && !this.signal.aborted; time++) {
      await this.clock.wait(everyMs);
      this.progress({ progress: time });
    }
    return textResult("reported");
  }

  private after(ms: number, finish: () => ReturnType<typeof textResult>, obeysSignal = true) {
    return new Promise<ReturnType<typeof textResult>>((resolve, reject) => {
      const timer =
        ms === Number.POSITIVE_INFINITY
          ? undefined
          : this.clock.setTimeout(() => {
              try {
                resolve(finish());
              } catch (thrown) {
                reject(thrown);
              }
            }, ms);
      if (!obeysSignal) return;
      this.signal.addEventListener("abort", () => {
        if (timer !== undefined) this.clock.clearTimeout(timer);
        reject(this.signal.reason as Error);
      });
    });
  }
}

/** Watches a run from outside, knowing the plan and the events but nothing of the engine, and objects. */
class Observer {
  private readonly ended = new Map<number, string>();
  private readonly everSucceeded = new Set<number>();
  private readonly inRound = new Set<number>();
  private readonly ready = new Set<number>();
  /** Those of them that edited arguments put behind another call while they awaited their yes: they may be told of anew. */
  private readonly heldAgain = new Set<number>();
  private readonly blocked = new Set<number>();
  private readonly backingOff = new Map<number, number>();
  /** Attempts that hold a place, by call and number. */
  private readonly holding = new Map<string, number>();
  private readonly attempts = new Map<number, number>();
  private readonly starts = new Map<number, number[]>();
  private readonly awaiting = new Set<number>();
  /** The time of the newest event. */
  atMs = 0;
  private roundsOpen = 0;
  /** Sources that asked to slow down: how many of their calls may run now, and from when on. */
  private readonly narrowed = new Map<string, { readonly max: number; readonly pausedUntil: number }>();
  /** The call of each attempt that gave back its place at the time of the newest event: that is free some microtasks later. */
  private justFreed: { readonly atMs: number; readonly calls: number[] } = { atMs: -1, calls: [] };
  /** Calls that were retried while an earlier attempt still held its place: what joins with them goes after them. */
  private readonly retriedInGrace = new Set<number>();
  /** Edges that edited arguments added: they say something of these two calls, and nothing of those around them. */
  private readonly added: Edge[] = [];
  private readonly objections: unknown[] = [];
  private readonly followers: Set<number>;
  /** Those of the plan that no edited arguments have dropped. */
  private edges: readonly Edge[];

  constructor(private readonly plan: Scenario["plan"]) {
    this.edges = plan.edges;
    this.followers = new Set(
      plan.calls.filter((call) => call.cacheTtlMs > 0 && call.safety === "readOnly").map((call) => call.index),
    );
  }

  /** What changes around a call which is edited, if it is one that can be: it ended other than well and is not at work. */
  changesFor({ calls: [edited], meets, forgets }: Extract<Command, { does: "retry" }>, callCount: number): PlanChanges {
    const outcome = edited === undefined ? undefined : this.ended.get(edited);
    const isAtWork = [...this.holding.values()].some((call) => call === edited);
    if (edited === undefined || outcome === undefined || outcome === "succeeded" || isAtWork) {
      return { added: [], dropped: [] };
    }
    const added = meets
      .filter(([other]) => other !== edited && other < callCount)
      .map(([other, kind]) =>
        // Arguments that are edited make their own call need others, and never others need it.
        other < edited ? edge(other, edited, kind) : edge(edited, other, "conflict"),
      );
    // A plan has one edge for each pair; these have more, of which none but data may be dropped.
    const isAlone = (each: Edge): boolean =>
      [...this.edges, ...this.added, ...added].filter(({ from, to }) => from === each.from && to === each.to).length ===
      1;
    const dropped = this.edges.filter((each) => forgets && each.to === edited && each.kind === "data" && isAlone(each));
    return { added, dropped };
  }

  toolStarted(call: number): number {
    return this.attempts.get(call) ?? 0;
  }

  /** The engine ignores what a listener throws, so that objections are kept for later. */
  watch(event: RunEvent): void {
    try {
      this.see(event);
    } catch (objection) {
      this.objections.push(objection);
    }
  }

  private see(event: RunEvent): void {
    expect(event.atMs, "time goes forward").toBeGreaterThanOrEqual(this.atMs);
    this.atMs = event.atMs;
    switch (event.type) {
      case "roundStarted":
        this.roundsOpen = 1;
        for (const call of event.calls) {
          expect(this.everSucceeded.has(call), "what succeeded is not run again").toBe(false);
          expect(this.inRound.has(call) && !this.ended.has(call), "what goes on is not started again").toBe(false);
          this.inRound.add(call);
          this.ended.delete(call);
          if ([...this.holding.values()].includes(call)) this.retriedInGrace.add(call);
          else this.retriedInGrace.delete(call);
        }
        for (const call of event.awaitingApproval ?? []) this.awaiting.add(call);
        return;
      case "approved":
        this.awaiting.delete(event.call);
        return;
      case "callReady":
        this.checkEdges(event.call);
        this.ready.add(event.call);
        this.heldAgain.delete(event.call);
        return;
      case "attemptStarted": {
        this.started(event.call, event.attempt);
        return;
      }
      case "attemptProgressed":
        expect(this.holding.has(key(event.call, event.attempt)), "only what runs reports progress").toBe(true);
        return;
      case "attemptEnded":
        this.backingOff.set(event.call, event.retryAtMs);
        if (event.ending.error.kind !== "timeout") this.giveBack(event.call, event.attempt);
        return;
      case "callEnded": {
        this.over(event.call, event.ending);
        return;
      }
      case "attemptReleased":
        expect(this.giveBack(event.call, event.attempt), "a place is given back once").toBe(true);
        return;
      case "limitChanged": {
        const pauseMs = Number(/pause of ([\d.]+) ms/.exec(event.reason)?.[1] ?? 0);
        const before = this.narrowed.get(event.limit)?.pausedUntil ?? 0;
        const pausedUntil = Math.max(before, this.atMs + pauseMs);
        this.narrowed.set(event.limit, { max: event.maxConcurrency, pausedUntil });
        return;
      }
      case "sourceRestarted":
      case "callsAdded":
        return;
      case "edgesChanged":
        this.added.push(...event.changes.added);
        for (const { to } of event.changes.added) if (this.awaiting.has(to)) this.heldAgain.add(to);
        this.edges = this.edges.filter(
          ({ from, to }) => !event.changes.dropped.some((dropped) => dropped.from === from && dropped.to === to),
        );
        return;
      case "roundEnded":
        expect(this.roundsOpen).toBe(1);
        this.roundsOpen = 0;
        expect(
          [...this.inRound].filter((call) => !this.ended.has(call)),
          "all have ended",
        ).toEqual([]);
        expect([...this.holding.keys()], "nothing holds a place").toEqual([]);
        this.inRound.clear();
    }
  }

  private started(call: number, attempt: number): void {
    const { plan } = this;
    const started = (this.attempts.get(call) ?? 0) + 1;
    expect(attempt, "attempts are counted").toBe(started);
    this.attempts.set(call, started);
    expect(this.ready.has(call) || this.backingOff.has(call), "only what is ready starts").toBe(true);
    expect(this.awaiting.has(call), "nothing runs without its yes").toBe(false);
    if (this.backingOff.has(call)) {
      expect(this.atMs).toBeGreaterThanOrEqual(this.backingOff.get(call)! - 1e-6);
      expect(plan.calls[call]!.safety, "what may have changed something is not retried unasked").not.toBe("unsafe");
    }
    if (plan.calls[call]!.safety !== "readOnly") {
      expect([...this.holding.values()].includes(call), "a call does not write beside its own earlier attempt").toBe(
        false,
      );
    }
    for (const other of this.holding.values()) this.checkNoConflict(call, other);
    const { source } = plan.calls[call]!;
    const narrow = this.narrowed.get(source);
    if (narrow !== undefined) {
      expect(this.insideSource(source), `${source} after it asked to slow down`).toBeLessThan(narrow.max);
      expect(this.atMs, `${source} after it asked for a pause`).toBeGreaterThanOrEqual(narrow.pausedUntil - 0.01);
    }
    this.checkPriority(call);
    this.heldAgain.delete(call);
    this.ready.delete(call);
    this.backingOff.delete(call);
    this.holding.set(key(call, attempt), call);
    expect(this.holding.size, "the run's limit").toBeLessThanOrEqual(plan.maxConcurrency as number);
    for (const limit of plan.limits) if (limit.calls.includes(call)) this.checkLimit(limit, call);
  }

  private giveBack(call: number, attempt: number): boolean {
    if (this.justFreed.atMs !== this.atMs) this.justFreed = { atMs: this.atMs, calls: [] };
    const wasHeld = this.holding.delete(key(call, attempt));
    if (wasHeld) this.justFreed.calls.push(call);
    return wasHeld;
  }

  private insideSource(source: string): number {
    return [...this.holding.values()].filter((call) => this.plan.calls[call]!.source === source).length;
  }

  /** Of the calls that could start, none of higher priority is passed over. */
  private checkPriority(call: number): void {
    for (const other of this.ready) {
      if (this.plan.calls[other]!.priority <= this.plan.calls[call]!.priority) continue;
      expect(this.couldStart(other, this.atMs), `${other} goes before ${call}`).toBe(false);
    }
  }

  private checkLimit(limit: Plan["limits"][number], call: number): void {
    const inside = [...this.holding.values()].filter((each) => limit.calls.includes(each)).length;
    if (limit.maxConcurrency !== undefined) expect(inside, limit.name).toBeLessThanOrEqual(limit.maxConcurrency);
    const number = this.plan.limits.indexOf(limit);
    const starts = [...(this.starts.get(number) ?? []), this.atMs];
    this.starts.set(number, starts);
    if (limit.perSecond === undefined) return;
    const allowed = Math.max(1, Math.floor(limit.perSecond));
    const windowMs = (allowed * 1000) / limit.perSecond;
    const recent = starts.filter((at) => at > this.atMs - windowMs + 0.01);
    expect(recent.length, `${limit.name} a second, at ${call}`).toBeLessThanOrEqual(allowed);
  }

  /** Two calls on one conflict path, in whichever order, are never at work together. */
  private checkNoConflict(call: number, other: number): void {
    if (call === other) return;
    const meet = this.added.some(({ from, to }) => Math.min(call, other) === from && Math.max(call, other) === to);
    expect(meet || this.isBefore(call, other) || this.isBefore(other, call), `${call} beside ${other}`).toBe(false);
  }

  private isBefore(from: number, to: number): boolean {
    return from < to && this.edges.some((each) => each.from === from && (each.to === to || this.isBefore(each.to, to)));
  }

  private checkEdges(call: number): void {
    for (const { from, to, kind } of [...this.edges, ...this.added]) {
      if (to !== call) continue;
      if (this.inRound.has(from) && !this.retriedInGrace.has(call)) {
        expect(this.ended.has(from), `${call} waits for ${from}`).toBe(true);
      }
      if (kind !== "conflict") expect(this.ended.get(from), `${call} needs ${from}`).toBe("succeeded");
    }
  }

  private over(call: number, ending: Extract<RunEvent, { type: "callEnded" }>["ending"]): void {
    expect(this.inRound.has(call) && !this.ended.has(call), "a call ends once a round").toBe(true);
    this.ended.set(call, ending.outcome);
    if (ending.outcome === "succeeded") this.everSucceeded.add(call);
    else expect(ending.error.message).not.toBe("");
    if (ending.outcome === "skipped") {
      const cause = ending.becauseOf!;
      expect(this.ended.get(cause) ?? "unknown", "because of a call that did not succeed").not.toBe("succeeded");
    }
    const attempt = this.attempts.get(call) ?? 0;
    const givenUp =
      ending.outcome === "cancelled" ||
      (ending.outcome === "timedOut" && (ending.error.kind === "timeout" || ending.error.kind === "deadline"));
    const held = this.holding.has(key(call, attempt));
    if (held && !givenUp) this.giveBack(call, attempt);
    if (held && givenUp && this.plan.calls[call]!.safety !== "readOnly") expect(ending.outcomeUnknown).toBe(true);
    if (this.plan.calls[call]!.safety === "readOnly" && ending.outcome !== "succeeded")
      expect(ending.outcomeUnknown).toBeUndefined();
    this.heldAgain.delete(call);
    this.ready.delete(call);
    this.backingOff.delete(call);
  }

  /** A call that is ready and has room everywhere must have started. */
  checkNothingRunnableWaits(now: number): void {
    for (const objection of this.objections) throw objection;
    this.justFreed.calls.length = 0;
    if (this.holding.size >= (this.plan.maxConcurrency as number)) return;
    for (const call of this.ready) expect(this.couldStart(call, now), `call ${call} could run`).toBe(false);
  }

  /** Whether nothing but the run's own limit can hold back a call that is ready. */
  private couldStart(call: number, now: number): boolean {
    const { safety, source } = this.plan.calls[call]!;
    if (this.awaiting.has(call) || this.heldAgain.has(call) || this.followsAnother(call)) return false;
    if (safety !== "readOnly" && [...this.holding.values()].includes(call)) return false;
    const narrow = this.narrowed.get(source);
    // Timers are set to whole milliseconds.
    const timerMs = 1.01;
    if (narrow !== undefined) {
      if (narrow.pausedUntil > now - timerMs || this.insideSource(source) >= narrow.max) return false;
      if (this.justFreed.calls.some((freed) => this.plan.calls[freed]!.source === source)) return false;
    }
    return this.plan.limits.every((limit, number) => {
      if (!limit.calls.includes(call)) return true;
      const inside = [...this.holding.values(), ...this.justFreed.calls].filter((each) => limit.calls.includes(each));
      if (limit.maxConcurrency !== undefined && inside.length >= limit.maxConcurrency) return false;
      if (limit.perSecond === undefined) return true;
      const allowed = Math.max(1, Math.floor(limit.perSecond));
      const oldest = this.starts.get(number)?.at(-allowed) ?? Number.NEGATIVE_INFINITY;
      return oldest + (allowed * 1000) / limit.perSecond <= now - timerMs;
    });
  }

  /** Whether an identical call is under way, whose result this one waits for. */
  private followsAnother(call: number): boolean {
    if (!this.followers.has(call)) return false;
    const asked = ({ source, arguments: args }: PlannedCall) => `${source} ${JSON.stringify(args)}`;
    const mine = asked(this.plan.calls[call]!);
    const isUnderWay = (other: number) => this.backingOff.has(other) || [...this.holding.values()].includes(other);
    return [...this.followers].some(
      (other) =>
        other !== call && asked(this.plan.calls[other]!) === mine && isUnderWay(other) && !this.ended.has(other),
    );
  }

  checkEnd(): void {
    expect(this.roundsOpen).toBe(0);
    expect(this.holding.size).toBe(0);
    expect([...this.ready, ...this.backingOff.keys()]).toEqual([]);
  }
}

function key(call: number, attempt: number): string {
  return `${call}/${attempt}`;
}
