import { grownPlan, growthProblem, planAfter } from "../model/growth";
import type { JsonObject } from "../model/json";
import type { Plan, PlanGrowth, PlannedCall } from "../model/plan";
import type { Ending, UnsuccessfulEnding } from "../model/run";
import type { RunState } from "../model/runState";
import { ArgumentResolver, type PreparedArguments } from "./arguments";
import { Attempt, ToolContext, type AttemptOwner } from "./attempt";
import { AttemptTime } from "./attemptTime";
import { Backoffs } from "./backoffs";
import { Chronicle } from "./chronicle";
import { systemClock, type Clock } from "./clock";
import { Deadlines } from "./deadlines";
import { cutEnding, deniedEnding, failedEnding, unpreparedEnding, withEarlierDoubt } from "./endings";
import { enlarged } from "./enlarged";
import { Estimates } from "./estimates";
import { findNeeded, forEachDependant, graphOf, type Graph } from "./graph";
import { InFlight } from "./inFlight";
import { Ledger } from "./ledger";
import { globalLimit, Limits, type LimitChange } from "./limits";
import type { Engine, EngineOptions } from "./options";
import { Order } from "./order";
import { ProgressReports, progressOf } from "./progress";
import { checkResult, failureOf, isFailure, isResult, mayHaveChanged, timeoutOf, type AttemptFailure } from "./outcome";
import { pathsAhead, rankCalls, type Ranking } from "./rank";
import { ReadyQueue } from "./readyQueue";
import { isShareable, ResultCache, sharingKey } from "./resultCache";
import { backoffMs } from "./retryPolicy";
import { moment, Round } from "./round";
import { Sharing } from "./sharing";
import { endingForWantOf, withThoseSkippedBecauseOf } from "./skipping";

/**
 * One run of a plan. Whatever happens, a command, an answer, a moment that has come, is a *step* ({@link step}): it changes
 * what it has to, and then {@link work} draws the conclusions. Steps never interleave: one that arrives while another is
 * taken, because a listener or a tool calls back, waits for its turn.
 */
export class Run implements Engine, AttemptOwner {
  private readonly clock: Clock;
  private graph: Graph;
  private readonly order: Order;
  private readonly limits: Limits;
  private readonly estimates: Estimates;
  private readonly queue: ReadyQueue;
  private readonly deadlines: Deadlines;
  private readonly ledger: Ledger;
  private readonly chronicle: Chronicle;
  private readonly time: AttemptTime;
  private readonly backoffs: Backoffs;
  private readonly resolver: ArgumentResolver;
  private readonly sharing: Sharing;
  private readonly maxConcurrency: number;
  /** What the clock said when the step that is being taken began, or a tool was last called in it. */
  private now: number;
  /** What the clock said when the run began. */
  private readonly origin: number;
  /** Every attempt that holds a place in the limits, given up or not. */
  private readonly inFlight = new InFlight();
  /** How many of these each call has, and how often it was tried in this round. */
  private atWork: Uint16Array;
  private tries: Uint16Array;
  /** Calls that may write and whose earlier attempt still may, too: they are queued once that is over. */
  private readonly awaitingRelease = new Set<number>();
  /** Calls whose end, or last release, the edges have not been told of. */
  private readonly over: number[] = [];
  private unended = 0;
  private round: Round | undefined;
  /** How many calls there are, those counted that a step which waits for its turn will add. */
  private callCount: number;
  private growing: boolean;
  /** Why calls that are yet to come will not run any more. */
  private cutBy: "cancelled" | "deadline" | undefined;
  private readonly steps: (() => void)[] = [];
  private stepping = false;
  private disposed = false;
  private readonly random: () => number;
  private plan: Plan;

  constructor(
    initialPlan: Plan,
    private readonly options: EngineOptions,
  ) {
    const { history = [] } = options;
    const plan = history.reduce(planAfter, initialPlan);
    const { calls } = plan;
    this.plan = plan;
    this.callCount = calls.length;
    this.growing = options.growing ?? false;
    this.clock = options.clock ?? systemClock;
    this.random = options.random?.bind(options) ?? (() => Math.random());
    this.ledger = new Ledger(initialPlan.calls.length);
    this.chronicle = new Chronicle(this.ledger, options.emit.bind(options), options.awaitingApproval);
    for (const event of history) this.chronicle.remember(event);
    this.now = this.clock.now();
    this.origin = this.now - this.ledger.atMs;
    this.graph = graphOf(plan);
    this.order = new Order(this.graph);
    this.maxConcurrency = globalLimit(plan, options.cores);
    this.limits = new Limits(plan, this.maxConcurrency);
    this.estimates = new Estimates(options.estimateMs?.bind(options));
    this.estimates.grow(calls);
    this.queue = new ReadyQueue((call) => this.limits.laneOf(call), this.ranking());
    this.deadlines = new Deadlines(this.clock, () => {
      this.step(() => undefined);
    });
    this.time = new AttemptTime(this.clock, this.deadlines, options);
    this.backoffs = new Backoffs(this.deadlines, (call) => {
      this.enqueue(call);
    });
    this.resolver = new ArgumentResolver(calls, this.ledger, options.expandArguments?.bind(options));
    this.sharing = new Sharing(options.cache ?? new ResultCache());
    this.atWork = new Uint16Array(calls.length);
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
      const again = withThoseSkippedBecauseOf(calls, this.graph, this.ledger);
      if (again.length > 0) this.enterRound(again, edited);
    });
  }

  grow(growth: PlanGrowth, awaitingApproval: ReadonlySet<number> = new Set()): void {
    const problem = growthProblem(this.callCount, growth);
    if (problem !== undefined) throw new RangeError(problem);
    this.callCount += growth.calls.length;
    this.step(() => {
      if (!this.disposed && growth.calls.length > 0) this.add(growth, awaitingApproval);
    });
  }

  endGrowth(): void {
    this.step(() => {
      this.growing = false;
    });
  }

  cancel(call?: number): void {
    this.step(() => {
      if (call === undefined) this.cutAll("cancelled");
      else this.cancelCall(call);
    });
  }

  approve(
    calls: readonly number[],
    decision: "allow" | "deny",
    edited: Readonly<Record<number, JsonObject>> = {},
  ): void {
    this.step(() => {
      for (const call of calls) this.answerApproval(call, decision, edited[call]);
    });
  }

  dispose(): void {
    this.step(() => {
      this.disposed = true;
      this.cutAll("cancelled");
      for (const attempt of this.inFlight.all()) this.release(attempt, true);
    });
  }

  // The core.

  /** Takes a step and draws the conclusions, unless another step is being taken: then it waits for its turn. */
  private step(change: () => void): void {
    if (this.stepping) {
      this.steps.push(change);
      return;
    }
    this.stepping = true;
    for (let next: (() => void) | undefined = change; next !== undefined; next = this.steps.shift()) {
      this.now = this.clock.now();
      next();
      this.work();
    }
    this.stepping = false;
  }

  /** Takes a step; resolves when the round that goes on after it has ended. */
  private stepIntoRound(change: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.step(() => {
        change();
        resolve(this.round?.ended);
      });
    });
  }

  /** Starts every call that can start now, best first, until edges, approval or limits hold back all that are left. */
  private work(): void {
    this.deadlines.expire(this.now);
    // Without edges a wrong guess only shuffles the calls.
    if (this.plan.edges.length > 0 && this.estimates.isWorthALook()) this.queue.rerank(this.ranking());
    for (;;) {
      this.tellEdges();
      if (this.inFlight.size >= this.maxConcurrency) break;
      const call = this.queue.take(this.now);
      if (call === undefined) {
        this.wakeWhenGateOpens();
        break;
      }
      this.begin(call);
    }
    if (this.unended === 0 && this.inFlight.size === 0 && !this.growing) this.endRound();
  }

  /** What is over lets calls go that waited for it, and what ended other than well skips those that needed its result. */
  private tellEdges(): void {
    // Some are added on the way.
    for (const call of this.over) {
      if (this.ledger.endedBadly(call)) this.skipDependants(call);
      if (this.atWork[call] === 0 && this.order.isClear(call)) this.order.pass(call, this.onClear);
    }
    this.over.length = 0;
  }

  /** The edges hold a call back no longer; one that takes no part in the round, or has ended, just lets the next ones go. */
  private readonly onClear = (call: number): void => {
    if (this.ledger.hasEnded(call)) this.over.push(call);
    else this.makeReady(call);
  };

  private makeReady(call: number): void {
    this.chronicle.tell({ type: "callReady", atMs: this.atMs(), call });
    if (this.ledger.moreOf(call)?.approval !== "awaited") this.enqueue(call);
  }

  private enqueue(call: number): void {
    const mayStillWrite = this.atWork[call] !== 0 && this.callAt(call).safety !== "readOnly";
    if (mayStillWrite) this.awaitingRelease.add(call);
    else this.queue.add(call);
  }

  /** Starts an attempt of a call that everything allows to run, or ends the call where no attempt is needed or possible. */
  private begin(index: number): void {
    const call = this.callAt(index);
    let args: PreparedArguments;
    try {
      args = this.resolver.prepare(call);
    } catch (thrown) {
      this.end(index, unpreparedEnding(call, thrown));
      return;
    }
    if (isShareable(call) && this.isAnswered(call, args.sent)) return;
    const attempt = new Attempt(call, this.ledger.attemptCount(index) + 1, this.now, this);
    this.inFlight.add(attempt);
    this.count(this.atWork, index, 1);
    this.count(this.tries, index, 1);
    for (const gate of this.limits.laneOf(index).gates) attempt.enter(gate, this.now, this.onGateFree);
    const started = { type: "attemptStarted", atMs: this.atMs(), call: index, attempt: attempt.number } as const;
    this.chronicle.tell(args.shown === call.arguments ? started : { ...started, arguments: args.shown });
    this.time.begin(attempt);
    this.invoke(attempt, args.sent);
  }

  private invoke(attempt: Attempt, args: JsonObject): void {
    try {
      const returned = this.options.invoke(attempt.call, args, new ToolContext(attempt, this));
      this.now = this.clock.now();
      if (isResult(returned)) {
        this.answered(attempt, returned);
        return;
      }
      Promise.resolve(returned).then(
        (result) => {
          this.step(() => {
            this.answered(attempt, result);
          });
        },
        (thrown: unknown) => {
          this.step(() => {
            this.failed(attempt, thrown);
          });
        },
      );
    } catch (thrown) {
      this.now = this.clock.now();
      this.failed(attempt, thrown);
    }
  }

  private answered(attempt: Attempt, returned: unknown): void {
    if (!this.isAwaited(attempt)) return;
    const result = checkResult(attempt.call, returned);
    if (isFailure(result)) {
      this.retire(attempt);
      this.retryOrEnd(attempt, result);
      return;
    }
    this.tellLimit(this.limits.recover(attempt));
    this.estimates.add(attempt.call.index, this.time.spentMs(attempt, this.now));
    this.retire(attempt);
    this.end(attempt.call.index, { outcome: "succeeded", result });
  }

  private failed(attempt: Attempt, thrown: unknown): void {
    if (!this.isAwaited(attempt)) return;
    const failure = failureOf(attempt.call, thrown);
    if (failure.slowDown) {
      this.tellLimit(this.limits.slowDown(attempt, failure, this.inFlight.all(), this.now, this.onGateFree));
    }
    this.retire(attempt);
    this.retryOrEnd(attempt, failure);
  }

  /** Called when the timeout of an attempt has passed, or the grace of one that was given up. */
  attemptDue(attempt: Attempt): void {
    if (attempt.status === "givenUp") {
      this.release(attempt, true);
      return;
    }
    const failure = timeoutOf(attempt.call, this.time.spentMs(attempt, this.now));
    this.giveUp(attempt, "TimeoutError", failure.error.message, () => {
      this.retryOrEnd(attempt, failure);
    });
  }

  /** Whether the call waits for what came of this attempt; if it does not, this frees the place that the attempt kept. */
  private isAwaited(attempt: Attempt): boolean {
    if (attempt.status === "givenUp") this.release(attempt, false);
    if (attempt.status !== "running") return false;
    attempt.reports?.flush();
    return true;
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
    this.backoffs.add(call, this.now + delayMs);
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
    this.over.push(call);
    this.endFollowers(call, ending);
  }

  /** Takes a call out of everything that would start it some time. */
  private stopWaiting(call: number): void {
    this.queue.remove(call);
    if (this.awaitingRelease.size > 0) this.awaitingRelease.delete(call);
    this.backoffs.remove(call);
  }

  /** Stops waiting for an attempt. Its tool is told, and has a grace to end; until then the attempt keeps its place. */
  private giveUp(attempt: Attempt, name: "AbortError" | "TimeoutError", message: string, endCall: () => void): void {
    attempt.status = "givenUp";
    attempt.reports?.flush();
    this.stopReports(attempt);
    endCall();
    const hasGrace = this.time.beginGrace(attempt, this.now);
    attempt.abort(name, message);
    if (!hasGrace) this.release(attempt, true);
  }

  /** An attempt that was given up is over: it ended after all, or its grace did. */
  private release(attempt: Attempt, abandoned: boolean): void {
    this.retire(attempt);
    const { call, number } = attempt;
    this.chronicle.tell({ type: "attemptReleased", atMs: this.atMs(), call: call.index, attempt: number, abandoned });
  }

  /** Frees everything that an attempt holds. */
  private retire(attempt: Attempt): void {
    const { index } = attempt.call;
    attempt.status = "over";
    this.deadlines.clear(attempt);
    this.stopReports(attempt);
    this.inFlight.delete(attempt);
    attempt.leaveGates();
    this.count(this.atWork, index, -1);
    if (this.atWork[index] !== 0) return;
    if (this.awaitingRelease.size > 0 && this.awaitingRelease.delete(index)) this.queue.add(index);
    else if (this.ledger.hasEnded(index)) this.over.push(index);
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
    this.atWork = enlarged(this.atWork, new Uint16Array(calls.length));
    this.tries = enlarged(this.tries, new Uint16Array(calls.length));
    this.queue.rerank(this.ranking());
    this.chronicle.awaitApproval(awaitingApproval);
    this.chronicle.tell({ type: "callsAdded", atMs: this.atMs(), growth });
    this.enterRound(growth.calls.map(({ index }) => index));
    if (this.cutBy !== undefined) this.cutAll(this.cutBy);
  }

  private ranking(): Ranking {
    const { calls } = this.plan;
    return rankCalls(calls, pathsAhead(this.graph, calls, this.estimates.now(this.inFlight.all(), this.now)));
  }

  private openRound(): void {
    this.round = new Round();
    const { deadlineMs } = this.plan;
    if (deadlineMs > 0) this.deadlines.set(moment(this.onDeadline), this.now + deadlineMs);
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
    for (const attempt of this.inFlight.all()) {
      if (attempt.call.index !== index || attempt.status !== "running") continue;
      this.cutAttempt(attempt, this.cutEnding(index, "cancelled", true));
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
    for (const attempt of this.inFlight.all()) {
      if (attempt.status === "running") this.cutAttempt(attempt, this.cutEnding(attempt.call.index, reason, true));
    }
    for (const { index } of this.plan.calls) {
      if (!this.ledger.hasEnded(index)) this.end(index, this.cutEnding(index, reason, false));
    }
  }

  private cutEnding(index: number, reason: "cancelled" | "deadline", inFlight: boolean): UnsuccessfulEnding {
    const { deadlineMs } = this.plan;
    return cutEnding(this.callAt(index), reason, { begun: this.tries[index] !== 0, inFlight, deadlineMs });
  }

  private cutAttempt(attempt: Attempt, ending: UnsuccessfulEnding): void {
    this.giveUp(attempt, "AbortError", ending.error.message, () => {
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
    if (state.phase === "awaitingApproval") this.enqueue(call);
  }

  // Limits that adapt, and those that open with time.

  private readonly onGateFree = (): void => {
    this.step(() => undefined);
  };

  private wakeWhenGateOpens(): void {
    const opensAt = this.queue.opensAt(this.now);
    if (opensAt < Number.POSITIVE_INFINITY) this.deadlines.set(this.gateOpening, opensAt);
  }

  private readonly gateOpening = moment(() => undefined);

  private tellLimit(change: LimitChange | undefined): void {
    if (change !== undefined) this.chronicle.tell({ type: "limitChanged", atMs: this.atMs(), ...change });
  }

  // Identical calls.

  /** Whether a call need not run itself, since an identical one did or does. */
  private isAnswered(call: PlannedCall, args: JsonObject): boolean {
    const answer = this.sharing.answer(call, sharingKey(call, args), this.now);
    if (answer === "lead") return false;
    if (answer !== "joined") this.end(call.index, { outcome: "succeeded", result: answer, cached: true });
    return true;
  }

  private endFollowers(call: number, ending: Ending): void {
    const result = ending.outcome === "succeeded" ? ending.result : undefined;
    for (const follower of this.sharing.end(call, result, this.now)) {
      if (this.ledger.hasEnded(follower)) continue;
      if (result === undefined) this.queue.add(follower);
      else this.end(follower, { outcome: "succeeded", result, cached: true });
    }
  }

  // Progress.

  attemptProgressed(attempt: Attempt, given: unknown): void {
    const now = this.clock.now();
    this.time.progressed(attempt, given, now);
    const reports = (attempt.reports ??= new ProgressReports((progress) => {
      this.chronicle.tell({
        type: "attemptProgressed",
        atMs: this.atMs(),
        call: attempt.call.index,
        attempt: attempt.number,
        ...progress,
      });
    }));
    const tellAt = reports.add(progressOf(given), now);
    if (tellAt > now) this.deadlines.set(reports, tellAt);
    else {
      this.step(() => {
        attempt.reports?.flush();
      });
    }
  }

  attemptPaused(attempt: Attempt): void {
    this.time.paused(attempt);
  }

  attemptResumed(attempt: Attempt): void {
    this.time.resumed(attempt);
  }

  private stopReports(attempt: Attempt): void {
    const { reports } = attempt;
    if (reports === undefined) return;
    this.deadlines.clear(reports);
    attempt.reports = undefined;
  }

  // Small things.

  /** Milliseconds since the run began, in whole microseconds: finer is noise, and makes long numbers in what is kept. */
  private atMs(): number {
    return Math.round((this.now - this.origin) * 1000) / 1000;
  }

  private callAt(index: number): PlannedCall {
    return this.plan.calls[index] ?? raiseNoSuchCall(index);
  }

  private count(counts: Uint16Array, call: number, change: 1 | -1): void {
    counts[call] = (counts[call] ?? 0) + change;
  }
}

function raiseNoSuchCall(index: number): never {
  throw new RangeError(`There is no call ${index}.`);
}
