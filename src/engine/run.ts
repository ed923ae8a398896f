import { grownPlan, growthProblem, planAfter, rewiredPlan } from "../model/growth";
import type { JsonObject } from "../model/json";
import type { EdgeChanges, Plan, PlanGrowth, PlannedCall } from "../model/plan";
import type { Ending, UnsuccessfulEnding } from "../model/run";
import type { RunState } from "../model/runState";
import { ArgumentResolver } from "./arguments";
import type { Attempt } from "./attempt";
import { Attempts } from "./attempts";
import { AttemptTime } from "./attemptTime";
import { Backlog } from "./backlog";
import { Backoffs } from "./backoffs";
import { Chronicle } from "./chronicle";
import { systemClock } from "./clock";
import { Deadlines } from "./deadlines";
import { cutEnding, deniedEnding, failedEnding, unpreparedEnding, withEarlierDoubt } from "./endings";
import { enlarged } from "./enlarged";
import { Estimates } from "./estimates";
import { findNeeded, forEachDependant, graphOf, topologicalOrder, type Graph } from "./graph";
import { Ledger } from "./ledger";
import { globalLimit, Limits } from "./limits";
import type { Engine, EngineOptions } from "./options";
import { Order } from "./order";
import { mayHaveChanged, type AttemptFailure } from "./outcome";
import { pathsAhead, rankCalls, type Ranking } from "./rank";
import { ReadyQueue } from "./readyQueue";
import { isShareable, ResultCache, sharingKey } from "./resultCache";
import { backoffMs } from "./retryPolicy";
import { moment, Round } from "./round";
import { Sharing } from "./sharing";
import { endingForWantOf, withThoseSkippedBecauseOf } from "./skipping";
import { Steps } from "./steps";

/**
 * One run of a plan: what each call has to go through, and in which order. Everything that happens is a {@link Steps step};
 * {@link Run.work} draws the conclusions of each.
 */
export class Run implements Engine {
  private graph: Graph;
  private readonly order: Order;
  private readonly limits: Limits;
  private readonly estimates: Estimates;
  private readonly queue: ReadyQueue;
  private readonly deadlines: Deadlines;
  private readonly ledger: Ledger;
  private readonly chronicle: Chronicle;
  private readonly backoffs: Backoffs;
  private readonly resolver: ArgumentResolver;
  private readonly sharing: Sharing;
  private readonly maxConcurrency: number;
  private readonly steps: Steps;
  /** What the clock said when the run began. */
  private readonly origin: number;
  private readonly attempts: Attempts;
  /** How often each call was tried in this round. */
  private tries: Uint16Array;
  /** Calls that may write and whose earlier attempt still may, too: they are queued once that is over. */
  private readonly awaitingRelease = new Set<number>();
  /** Calls whose end, or last release, the edges have not been told of. */
  private readonly over = new Backlog();
  private unended = 0;
  private round: Round | undefined;
  /** How many calls there are, those counted that a step which waits for its turn will add. */
  private callCount: number;
  private growing: boolean;
  /** Why calls that are yet to come will not run any more. */
  private cutBy: "cancelled" | "deadline" | undefined;
  private disposed = false;
  private readonly random: () => number;
  private plan: Plan;

  constructor(initialPlan: Plan, options: EngineOptions) {
    const { history = [] } = options;
    const plan = history.reduce(planAfter, initialPlan);
    const { calls } = plan;
    this.plan = plan;
    this.callCount = calls.length;
    this.growing = options.growing ?? false;
    const { clock = systemClock } = options;
    this.random = options.random?.bind(options) ?? (() => Math.random());
    this.ledger = new Ledger(initialPlan.calls.length);
    this.chronicle = new Chronicle(this.ledger, options.emit.bind(options), options.awaitingApproval);
    for (const event of history) this.chronicle.remember(event);
    this.steps = new Steps(clock, () => {
      this.work();
    });
    this.origin = this.steps.now - this.ledger.atMs;
    this.graph = graphOf(plan);
    this.order = new Order(this.graph);
    this.maxConcurrency = globalLimit(plan, options.cores);
    this.limits = new Limits(plan, this.maxConcurrency);
    this.estimates = new Estimates(options.estimateMs?.bind(options));
    this.estimates.grow(calls);
    this.deadlines = new Deadlines(clock, () => {
      this.steps.take(() => undefined);
    });
    this.attempts = new Attempts(
      {
        clock,
        steps: this.steps,
        limits: this.limits,
        deadlines: this.deadlines,
        time: new AttemptTime(clock, this.deadlines, options),
        estimates: this.estimates,
        chronicle: this.chronicle,
        invoke: options.invoke.bind(options),
        atMs: this.atMs,
        succeeded: (call, result) => {
          this.end(call, { outcome: "succeeded", result });
        },
        failed: (attempt, failure) => {
          this.retryOrEnd(attempt, failure);
        },
        released: (call) => {
          this.released(call);
        },
      },
      calls.length,
    );
    this.queue = new ReadyQueue((call) => this.limits.laneOf(call), this.ranking());
    this.backoffs = new Backoffs(this.deadlines, (call) => {
      this.enqueue(call);
    });
    this.resolver = new ArgumentResolver(calls, this.ledger, options.expandArguments?.bind(options));
    this.sharing = new Sharing(options.cache ?? new ResultCache());
    this.tries = new Uint16Array(calls.length);
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
      const again = withThoseSkippedBecauseOf(calls, this.graph, (call) => this.ledger.endingOf(call)?.outcome);
      if (again.length > 0) this.enterRound(again, edited);
    });
  }

  grow(growth: PlanGrowth, awaitingApproval: ReadonlySet<number> = new Set()): void {
    const problem = growthProblem(this.callCount, growth);
    if (problem !== undefined) throw new RangeError(problem);
    this.callCount += growth.calls.length;
    this.steps.take(() => {
      if (!this.disposed && growth.calls.length > 0) this.add(growth, awaitingApproval);
    });
  }

  rewire(changes: EdgeChanges): void {
    const { added, dropped } = changes;
    if (added.length === 0 && dropped.length === 0) return;
    topologicalOrder(graphOf(rewiredPlan(this.plan, changes)));
    const late = added.find(({ to, kind }) => kind !== "conflict" && this.isRunning(to));
    if (late)
      throw new RangeError(`Call ${late.to} runs already, and can need the result of call ${late.from} no more.`);
    this.steps.take(() => {
      if (!this.disposed) this.changeEdges(changes);
    });
  }

  endGrowth(): void {
    this.steps.take(() => {
      this.growing = false;
    });
  }

  cancel(call?: number): void {
    this.steps.take(() => {
      if (call === undefined) this.cutAll("cancelled");
      else this.cancelCall(call);
    });
  }

  approve(
    calls: readonly number[],
    decision: "allow" | "deny",
    edited: Readonly<Record<number, JsonObject>> = {},
  ): void {
    this.steps.take(() => {
      for (const call of calls) this.answerApproval(call, decision, edited[call]);
    });
  }

  dispose(): void {
    this.steps.take(() => {
      this.disposed = true;
      this.cutAll("cancelled");
      this.attempts.abandonAll();
    });
  }

  // The core.

  /** Takes a step; resolves when the round that goes on after it has ended. */
  private stepIntoRound(change: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.steps.take(() => {
        change();
        resolve(this.round?.ended);
      });
    });
  }

  /** Starts every call that can start now, best first, until edges, approval or limits hold back all that are left. */
  private work(): void {
    this.deadlines.expire(this.steps.now);
    // Without edges a wrong guess only shuffles the calls.
    if (this.plan.edges.length > 0 && this.estimates.isWorthALook()) this.queue.rerank(this.ranking());
    for (;;) {
      this.tellEdges();
      if (this.attempts.size >= this.maxConcurrency) break;
      const call = this.queue.take(this.steps.now);
      if (call === undefined) {
        this.wakeWhenGateOpens();
        break;
      }
      this.begin(call);
    }
    if (this.unended === 0 && this.attempts.size === 0 && !this.growing) this.endRound();
  }

  private wakeWhenGateOpens(): void {
    const opensAt = this.queue.opensAt(this.steps.now);
    if (opensAt < Number.POSITIVE_INFINITY) this.deadlines.set(this.gateOpening, opensAt);
  }

  private readonly gateOpening = moment(() => undefined);

  /** What is over lets calls go that waited for it, and what ended other than well skips those that needed its result. */
  private tellEdges(): void {
    for (let call = this.over.take(); call !== undefined; call = this.over.take()) {
      if (this.ledger.endedBadly(call)) this.skipDependants(call);
      if (!this.attempts.isAtWork(call) && this.order.isClear(call)) this.order.pass(call, this.onClear);
    }
  }

  /** The edges hold a call back no longer; one that takes no part in the round, or has ended, just lets the next ones go. */
  private readonly onClear = (call: number): void => {
    if (this.ledger.hasEnded(call)) this.over.add(call);
    else this.makeReady(call);
  };

  private makeReady(call: number): void {
    this.chronicle.tell({ type: "callReady", atMs: this.atMs(), call });
    if (this.ledger.moreOf(call)?.approval !== "awaited") this.enqueue(call);
  }

  private enqueue(call: number): void {
    const mayStillWrite = this.attempts.isAtWork(call) && this.callAt(call).safety !== "readOnly";
    if (mayStillWrite) this.awaitingRelease.add(call);
    else this.queue.add(call);
  }

  /** Starts an attempt of a call that everything allows to run, or ends the call where no attempt is needed or possible. */
  private begin(index: number): void {
    const call = this.callAt(index);
    let shown: JsonObject;
    let sent: JsonObject;
    try {
      shown = this.resolver.shown(call);
      sent = this.resolver.sent(call, shown);
    } catch (thrown) {
      this.end(index, unpreparedEnding(call, thrown));
      return;
    }
    if (isShareable(call) && this.isAnswered(call, sent)) return;
    this.tries[index] = (this.tries[index] ?? 0) + 1;
    this.attempts.begin(call, this.ledger.attemptCount(index) + 1, shown, sent);
  }

  private retryOrEnd(attempt: Attempt, failure: AttemptFailure): void {
    const { call } = attempt;
    const delayMs = backoffMs(call, this.tries[call.index] ?? 0, failure, this.random);
    if (delayMs === undefined || this.disposed) this.end(call.index, failedEnding(failure));
    else this.backOff(attempt, failedEnding(failure), delayMs);
  }

  private backOff(attempt: Attempt, ending: UnsuccessfulEnding, delayMs: number): void {
    const call = attempt.call.index;
    const atMs = this.atMs();
    this.chronicle.tell({
      type: "attemptEnded",
      atMs,
      call,
      attempt: attempt.number,
      ending,
      retryAtMs: atMs + delayMs,
    });
    this.backoffs.add(call, this.steps.now + delayMs);
  }

  /** Ends a call: the only place where one ends. */
  private end(call: number, ending: Ending): void {
    this.stopWaiting(call);
    this.unended--;
    const told =
      ending.outcome === "succeeded" || ending.outcomeUnknown || !mayHaveChanged(this.callAt(call))
        ? ending
        : withEarlierDoubt(ending, this.ledger.callState(call).attempts);
    this.chronicle.tell({ type: "callEnded", atMs: this.atMs(), call, ending: told });
    this.over.add(call);
    this.endFollowers(call, ending);
  }

  /** Takes a call out of everything that would start it some time. */
  private stopWaiting(call: number): void {
    this.queue.remove(call);
    if (this.awaitingRelease.size > 0) this.awaitingRelease.delete(call);
    this.backoffs.remove(call);
  }

  /** No attempt of the call is at work any more, so that it may be tried again, or the edges told that it is over. */
  private released(call: number): void {
    if (this.awaitingRelease.size > 0 && this.awaitingRelease.delete(call)) this.queue.add(call);
    else if (this.ledger.hasEnded(call)) this.over.add(call);
  }

  // Rounds.

  private enterRound(calls: readonly number[], edited: Readonly<Record<number, JsonObject>> = {}): void {
    if (this.disposed) return;
    const isFirst = !this.ledger.hasBegun;
    const editedHere: Record<number, JsonObject> = {};
    for (const call of calls) {
      const args = edited[call];
      if (args !== undefined) editedHere[call] = args;
    }
    const awaitingApproval = calls.filter((call) => this.chronicle.isUnapproved(call) && !(call in editedHere));
    this.chronicle.tell({
      type: "roundStarted",
      atMs: this.atMs(),
      calls,
      ...(Object.keys(editedHere).length > 0 && { edited: editedHere }),
      ...(awaitingApproval.length > 0 && { awaitingApproval }),
    });
    if (this.round === undefined) this.openRound();
    this.unended += calls.length;
    for (const call of calls) this.tries[call] = 0;
    if (!isFirst) for (const call of calls) this.skipIfUnsatisfied(call);
    const clearAlready = isFirst ? [] : calls.filter((call) => this.order.isClear(call) && !this.ledger.hasEnded(call));
    this.order.open(calls, this.onClear);
    for (const call of clearAlready) this.makeReady(call);
  }

  private add(growth: PlanGrowth, awaitingApproval: ReadonlySet<number>): void {
    this.plan = grownPlan(this.plan, growth);
    const { calls } = this.plan;
    this.graph = graphOf(this.plan);
    this.order.grow(this.graph);
    this.limits.grow(this.plan);
    this.resolver.add(growth.calls);
    this.estimates.grow(calls);
    this.attempts.grow(calls.length);
    this.tries = enlarged(this.tries, new Uint16Array(calls.length));
    this.queue.rerank(this.ranking());
    this.chronicle.awaitApproval(awaitingApproval);
    this.chronicle.tell({ type: "callsAdded", atMs: this.atMs(), growth });
    this.enterRound(growth.calls.map(({ index }) => index));
    if (this.cutBy !== undefined) this.cutAll(this.cutBy);
  }

  private changeEdges(changes: EdgeChanges): void {
    this.plan = rewiredPlan(this.plan, changes);
    this.graph = graphOf(this.plan);
    this.queue.rerank(this.ranking());
    this.chronicle.tell({ type: "edgesChanged", atMs: this.atMs(), changes });
    this.order.rewire(this.graph, changes, (call) => this.mayBeHeld(call), this.onClear);
  }

  private isRunning(call: number): boolean {
    return this.attempts.isAtWork(call) && !this.ledger.hasEnded(call);
  }

  /** Whether a call that its edges held back no longer has not begun all the same, so that others still can. */
  private mayBeHeld(call: number): boolean {
    return this.ledger.hasEnded(call) || this.ledger.moreOf(call)?.phase === "awaitingApproval";
  }

  private ranking(): Ranking {
    const { calls } = this.plan;
    return rankCalls(calls, pathsAhead(this.graph, calls, this.estimates.now(this.attempts.all(), this.steps.now)));
  }

  private openRound(): void {
    this.round = new Round();
    const { deadlineMs } = this.plan;
    if (deadlineMs > 0) this.deadlines.set(moment(this.onDeadline), this.steps.now + deadlineMs);
  }

  private readonly onDeadline = (): void => {
    this.cutAll("deadline");
  };

  private endRound(): void {
    const { round } = this;
    if (round === undefined) return;
    this.round = undefined;
    this.deadlines.clearAll();
    this.resolver.forget();
    this.chronicle.tell({ type: "roundEnded", atMs: this.atMs(), reason: round.reason });
    round.end();
  }

  // Edges.

  private skipDependants(needed: number): void {
    forEachDependant(this.graph, needed, (call) => {
      if (!this.ledger.hasEnded(call)) this.skip(call, needed);
    });
  }

  /** Skips a call that is to run again but needs one that is not, and has not succeeded. */
  private skipIfUnsatisfied(call: number): void {
    const needed = findNeeded(this.graph, call, (each) => this.ledger.endedBadly(each));
    if (needed !== undefined) this.skip(call, needed);
  }

  private skip(call: number, needed: number): void {
    const ending = endingForWantOf(this.callAt(needed), (index) => this.callAt(index), this.ledger);
    if (ending !== undefined) this.end(call, ending);
  }

  // Cancelling and approval.

  private cancelCall(index: number): void {
    if (this.round === undefined || !(index in this.plan.calls) || this.ledger.hasEnded(index)) return;
    for (const attempt of this.attempts.all()) {
      if (attempt.call.index !== index || attempt.status !== "running") continue;
      this.cutAttempt(attempt, "cancelled");
      return;
    }
    this.end(index, this.cutEnding(index, "cancelled", false));
  }

  private cutAll(reason: "cancelled" | "deadline"): void {
    const { round } = this;
    if (round === undefined) return;
    if (this.unended > 0 || this.growing) round.reason = reason;
    if (this.growing) this.cutBy = reason;
    this.growing = false;
    for (const attempt of this.attempts.all()) {
      if (attempt.status === "running") this.cutAttempt(attempt, reason);
    }
    for (const { index } of this.plan.calls) {
      if (!this.ledger.hasEnded(index)) this.end(index, this.cutEnding(index, reason, false));
    }
  }

  private cutEnding(index: number, reason: "cancelled" | "deadline", inFlight: boolean): UnsuccessfulEnding {
    const { deadlineMs } = this.plan;
    return cutEnding(this.callAt(index), reason, { begun: this.tries[index] !== 0, inFlight, deadlineMs });
  }

  private cutAttempt(attempt: Attempt, reason: "cancelled" | "deadline"): void {
    const ending = this.cutEnding(attempt.call.index, reason, attempt.starts === 0);
    this.attempts.giveUp(attempt, "AbortError", ending.error.message, () => {
      this.end(attempt.call.index, ending);
    });
  }

  private answerApproval(call: number, decision: "allow" | "deny", edited: JsonObject | undefined): void {
    const state = this.state.calls[call];
    if (this.round === undefined || state?.approval !== "awaited" || state.phase === "ended") return;
    if (decision === "deny") {
      this.end(call, deniedEnding);
      return;
    }
    this.chronicle.tell({ type: "approved", atMs: this.atMs(), call, ...(edited && { arguments: edited }) });
    if (state.phase === "awaitingApproval" && this.order.isClear(call)) this.enqueue(call);
  }

  // Identical calls.

  /** Whether a call need not run itself, since an identical one did or does. */
  private isAnswered(call: PlannedCall, args: JsonObject): boolean {
    const answer = this.sharing.answer(call, sharingKey(call, args), this.steps.now);
    if (answer === "lead") return false;
    if (answer !== "joined") this.end(call.index, { outcome: "succeeded", result: answer, cached: true });
    return true;
  }

  private endFollowers(call: number, ending: Ending): void {
    const result = ending.outcome === "succeeded" ? ending.result : undefined;
    for (const follower of this.sharing.end(call, result, this.steps.now)) {
      if (this.ledger.hasEnded(follower)) continue;
      if (result === undefined) this.queue.add(follower);
      else this.end(follower, { outcome: "succeeded", result, cached: true });
    }
  }

  // Small things.

  /** Milliseconds since the run began, in whole microseconds: finer is noise, and makes long numbers in what is kept. */
  private readonly atMs = (): number => Math.round((this.steps.now - this.origin) * 1000) / 1000;

  private callAt(index: number): PlannedCall {
    return this.plan.calls[index] ?? raiseNoSuchCall(index);
  }
}

function raiseNoSuchCall(index: number): never {
  throw new RangeError(`There is no call ${index}.`);
}
