import { growthProblem, planAfterAll, rewiredPlan } from "../model/growth";
import { graphOf, wholeOrder } from "../model/graph";
import type { JsonObject } from "../model/data/json";
import type { PlanChanges, Plan, PlanGrowth } from "../model/plan";
import type { Ending } from "../model/run";
import type { RunState } from "../model/runState";
import { ArgumentResolver } from "./attempts/arguments";
import { Attempts } from "./attempts/attempts";
import { AttemptTime } from "./attempts/attemptTime";
import { CallEnds } from "./callEnds";
import { RunEvents } from "./record/runEvents";
import { systemClock } from "./time/clock";
import { CurrentPlan } from "./currentPlan";
import { Cutting } from "./cutting";
import { Deadlines, moment } from "./time/deadlines";
import { Dependants } from "./order/dependants";
import { Estimates } from "./order/estimates";
import { Ledger } from "../model/record/ledger";
import { globalLimit, Limits } from "./limits/limits";
import type { Engine, EngineOptions } from "./options";
import { Order } from "./order/order";
import { pathsAhead, rankSteadily, type Ranking } from "./order/rank";
import { ReadyQueue } from "./order/readyQueue";
import { ResultCache } from "./sharing/resultCache";
import { Rounds, type RoundEnd } from "./rounds";
import { Sharing } from "./sharing/sharing";
import { withThoseSkippedBecauseOf } from "./order/skipping";
import { Starting } from "./attempts/starting";
import { Steps } from "./steps";
import { Tries } from "./attempts/tries";
import { Waiting } from "./order/waiting";
import { asReason, type Said } from "../model/text/wording";

/**
 * One run of a plan: what each call has to go through, and in which order. Everything that happens is a {@link Steps step};
 * {@link Run.startReady} draws the conclusions of each.
 */
export class Run implements Engine {
  private readonly plan: CurrentPlan;
  private readonly estimates: Estimates;
  private readonly queue: ReadyQueue;
  private readonly deadlines: Deadlines;
  private readonly ledger: Ledger;
  private readonly events: RunEvents;
  private readonly resolver: ArgumentResolver;
  private readonly maxConcurrency: number;
  private readonly steps: Steps;
  private readonly attempts: Attempts;
  private readonly tries: Tries;
  private readonly rounds: Rounds;
  private readonly ends: CallEnds;
  private readonly starting: Starting;
  private readonly dependants: Dependants;
  private readonly cutting: Cutting;
  /** What the clock said when the run began. */
  private readonly origin: number;
  /** How many calls there are, those counted that a step which waits for its turn will add. */
  private callCount: number;

  constructor(initialPlan: Plan, options: EngineOptions) {
    const { invoke, expandArguments, emit, awaitingApproval, growing = false, machine = {}, earlier = {} } = options;
    const { clock = systemClock, attention, cores, random = Math.random } = machine;
    const { history = [], cache = new ResultCache(), estimateMs } = earlier;
    const plan = new CurrentPlan(planAfterAll(initialPlan, history));
    const { calls } = plan;
    const { atMs } = this;
    this.plan = plan;
    this.callCount = calls.length;
    this.ledger = new Ledger(initialPlan.calls.length);
    this.events = new RunEvents(this.ledger, emit, awaitingApproval);
    for (const event of history) this.events.restore(event);
    this.steps = new Steps(clock, () => {
      this.startReady();
    });
    this.origin = this.steps.now - this.ledger.atMs;
    this.deadlines = new Deadlines(clock, () => this.steps.take(() => undefined), attention);
    this.rounds = new Rounds(this.deadlines, growing);
    const order = plan.keep(new Order(plan.graph));
    this.maxConcurrency = globalLimit(plan.plan, cores);
    const limits = plan.keep(new Limits(plan.plan, this.maxConcurrency));
    this.resolver = plan.keep(new ArgumentResolver(calls, this.ledger, expandArguments));
    this.estimates = plan.keep(new Estimates(estimateMs));
    this.estimates.grow(plan);
    const attemptsOptions = {
      clock,
      steps: this.steps,
      limits,
      deadlines: this.deadlines,
      time: new AttemptTime(clock, this.deadlines, plan.plan, attention),
      estimates: this.estimates,
      events: this.events,
      invoke,
      atMs,
      succeeded: (call, result) => this.ends.end(call, { outcome: "succeeded", result }),
      failed: (attempt, failure) => this.starting.retryOrEnd(attempt, failure),
      released: (call) => this.ends.released(call),
    } satisfies ConstructorParameters<typeof Attempts>[0];
    this.attempts = plan.keep(new Attempts(attemptsOptions, calls.length));
    this.tries = plan.keep(new Tries(calls.length));
    this.queue = new ReadyQueue((call) => limits.laneOf(call), this.ranking());
    plan.keep({ grow: () => this.queue.rerank(this.ranking()) });
    const waiting = new Waiting(this.queue, this.deadlines, (call) => this.attempts.mayStillWrite(call));
    const { ledger, events, rounds, queue, steps, attempts, tries, resolver } = this;
    const sharing = new Sharing(cache);
    const waits = { order, rounds, queue, waiting, sharing };
    const parts = { plan, ledger, events, steps, attempts, tries, resolver, atMs, random, ...waits };
    this.ends = new CallEnds(parts);
    const { ends } = this;
    this.starting = new Starting({ ...parts, ends });
    this.dependants = new Dependants({ ...parts, ends, ready: this.starting.ready });
    this.cutting = new Cutting({ ...parts, ends });
  }

  get state(): RunState {
    return this.ledger.state;
  }

  start(): Promise<void> {
    return this.stepIntoRound(() => {
      if (!this.ledger.hasBegun) this.enterRound(this.plan.calls.map(({ index }) => index));
    });
  }

  retry(calls: readonly number[], edited: Readonly<Record<number, JsonObject>> = {}): Promise<void> {
    return this.stepIntoRound(() => {
      const again = withThoseSkippedBecauseOf(calls, this.plan.graph, (call) => this.ledger.endingOf(call)?.outcome);
      if (again.length > 0) this.enterRound(again, edited);
    });
  }

  grow(growth: PlanGrowth, awaitingApproval: ReadonlySet<number> = new Set()): void {
    const problem = growthProblem(this.callCount, growth);
    if (problem !== undefined) throw new RangeError(problem);
    this.callCount += growth.calls.length;
    this.steps.take(() => {
      if (!this.rounds.areOver && growth.calls.length > 0) this.addCalls(growth, awaitingApproval);
    });
  }

  rewire(changes: PlanChanges): void {
    const { added, dropped, effects } = changes;
    if (added.length === 0 && dropped.length === 0 && effects === undefined) return;
    wholeOrder(graphOf(this.plan.calls.length, rewiredPlan(this.plan.plan, changes).edges));
    const late = added.find(({ to, kind }) => kind !== "conflict" && this.isRunning(to));
    if (late)
      throw new RangeError(`Call ${late.to} runs already, and can need the result of call ${late.from} no more.`);
    this.steps.take(() => {
      if (!this.rounds.areOver) this.changePlan(changes);
    });
  }

  sourceRestarted(source: string, reason: Said): void {
    this.steps.take(() => {
      this.events.emit({ type: "sourceRestarted", atMs: this.atMs(), source, ...asReason(reason) });
    });
  }

  endGrowth(): void {
    this.steps.take(() => {
      this.rounds.endGrowth();
    });
  }

  cancel(call?: number): void {
    this.steps.take(() => {
      if (call === undefined) this.cutting.cutAll("cancelled");
      else this.cutting.cancel(call);
    });
  }

  approve(
    calls: readonly number[],
    decision: "allow" | "deny",
    edited: Readonly<Record<number, JsonObject>> = {},
  ): void {
    this.steps.take(() => {
      for (const call of calls) this.starting.answerApproval(call, decision, edited[call]);
    });
  }

  replaceEnding(call: number, ending: Ending): void {
    this.ledger.replaceEnding(call, ending);
  }

  dispose(): void {
    this.steps.take(() => {
      this.rounds.close();
      this.cutting.cutAll("cancelled");
      this.attempts.abandonAll();
    });
  }

  /** Takes a step; resolves when the round that goes on after it has ended. */
  private stepIntoRound(change: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.steps.take(() => {
        change();
        resolve(this.rounds.ended);
      });
    });
  }

  /** Starts every call that can start now, best first, until edges, approval or limits hold back all that are left. */
  private startReady(): void {
    this.deadlines.expire(this.steps.now);
    // Without edges a wrong guess only shuffles the calls.
    if (this.plan.plan.edges.length > 0 && this.estimates.isWorthALook()) this.queue.rerank(this.ranking());
    for (;;) {
      this.dependants.actOnEnded();
      if (this.attempts.size >= this.maxConcurrency) break;
      const call = this.queue.takeBest(this.steps.now);
      if (call === undefined) {
        this.wakeWhenGateOpens();
        break;
      }
      this.starting.begin(this.plan.callAt(call));
    }
    if (this.attempts.size === 0) this.rounds.endIfOver(this.tellRoundEnded);
  }

  private readonly tellRoundEnded = (reason: RoundEnd): void => {
    this.resolver.forget();
    this.events.emit({ type: "roundEnded", atMs: this.atMs(), reason });
  };

  private wakeWhenGateOpens(): void {
    const opensAt = this.queue.opensAt(this.steps.now);
    if (opensAt < Number.POSITIVE_INFINITY) this.deadlines.set(this.gateOpening, opensAt);
  }

  private readonly gateOpening = moment(() => undefined);

  private enterRound(calls: readonly number[], edited: Readonly<Record<number, JsonObject>> = {}): void {
    if (this.rounds.areOver) return;
    const isFirst = !this.ledger.hasBegun;
    const editedHere: Record<number, JsonObject> = {};
    for (const call of calls) {
      const args = edited[call];
      if (args !== undefined) editedHere[call] = args;
    }
    const awaitingApproval = calls.filter((call) => this.events.isUnapproved(call) && !(call in editedHere));
    this.events.emit({
      type: "roundStarted",
      atMs: this.atMs(),
      calls,
      ...(Object.keys(editedHere).length > 0 && { edited: editedHere }),
      ...(awaitingApproval.length > 0 && { awaitingApproval }),
    });
    const { deadlineMs } = this.plan.plan;
    this.rounds.open(deadlineMs > 0 ? this.steps.now + deadlineMs : undefined, this.onDeadline);
    this.rounds.unended += calls.length;
    this.tries.forget(calls);
    this.dependants.enter(calls, isFirst);
  }

  private readonly onDeadline = (): void => {
    this.cutting.cutAll("deadline");
  };

  private addCalls(growth: PlanGrowth, awaitingApproval: ReadonlySet<number>): void {
    this.plan.grow(growth);
    this.events.awaitApproval(awaitingApproval);
    this.events.emit({ type: "callsAdded", atMs: this.atMs(), growth });
    this.enterRound(growth.calls.map(({ index }) => index));
    this.cutting.latecomers();
  }

  private changePlan(changes: PlanChanges): void {
    this.plan.rewire(changes);
    this.queue.rerank(this.ranking());
    this.events.emit({ type: "edgesChanged", atMs: this.atMs(), changes });
    this.dependants.rewire(changes);
  }

  private isRunning(call: number): boolean {
    return this.attempts.isAtWork(call) && !this.ledger.hasEnded(call);
  }

  private ranking(): Ranking {
    const { calls, graph } = this.plan;
    const ahead = pathsAhead(graph, calls, this.estimates.estimator(this.attempts.all(), this.steps.now));
    return rankSteadily(calls, ahead, () => pathsAhead(graph, calls, () => undefined));
  }

  /** Milliseconds since the run began, in whole microseconds: finer is noise, and makes long numbers in what is kept. */
  private readonly atMs = (): number => Math.round((this.steps.now - this.origin) * 1000) / 1000;
}
