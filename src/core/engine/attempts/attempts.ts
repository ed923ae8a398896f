import type { JsonObject } from "../../model/data/json";
import type { PlannedCall } from "../../model/plan";
import type { ToolResult } from "../../model/result";
import { Attempt, ToolContext, type AttemptOwner } from "./attempt";
import type { AttemptTime } from "./attemptTime";
import type { RunEvents } from "../record/runEvents";
import { enlarged, type CallTable, type CurrentPlan } from "../currentPlan";
import type { Clock } from "../time/clock";
import type { Deadlines } from "../time/deadlines";
import type { Estimates } from "../order/estimates";
import { InFlight } from "./inFlight";
import type { LimitChange, Limits } from "../limits/limits";
import type { Invoke } from "../options";
import { checkResult, failureOf, isFailure, isResult, mayHaveChanged, timeoutOf, type AttemptFailure } from "./outcome";
import { ProgressReports, progressOf } from "./progress";
import type { Steps } from "../steps";

/** What attempts are part of, and what is told of them. */
export interface AttemptsOptions {
  readonly clock: Clock;
  readonly steps: Steps;
  readonly limits: Limits;
  readonly deadlines: Deadlines;
  readonly time: AttemptTime;
  readonly estimates: Estimates;
  readonly events: RunEvents;
  readonly invoke: Invoke;
  /** Milliseconds since the run began. */
  readonly atMs: () => number;
  /** The tool answered while its call waited for it. */
  succeeded(call: number, result: ToolResult): void;
  /** It threw, returned what is no result, or ran out of time, while its call waited for it. */
  failed(attempt: Attempt, failure: AttemptFailure): void;
  /** No attempt of this call holds a place any more. */
  released(call: number): void;
}

/**
 * Every attempt from the moment in which it takes its places in the limits until it gives them back. An attempt is
 * `running` until its tool answers or it is given up; one that was given up keeps its places until its tool ends or its
 * grace is over. Whatever a tool does after that changes nothing.
 */
export class Attempts implements AttemptOwner, CallTable {
  private readonly inFlight = new InFlight();
  /** How many of these each call has. */
  private atWork: Uint16Array;

  constructor(
    private readonly options: AttemptsOptions,
    callCount: number,
  ) {
    this.atWork = new Uint16Array(callCount);
  }

  grow({ calls }: Pick<CurrentPlan, "calls">): void {
    this.atWork = enlarged(this.atWork, new Uint16Array(calls.length));
  }

  /** How many hold a place, given up or not. */
  get size(): number {
    return this.inFlight.size;
  }

  all(): readonly Attempt[] {
    return this.inFlight.all();
  }

  isAtWork(call: number): boolean {
    return this.atWork[call] !== 0;
  }

  /** Whether an attempt is at work that may change something by the arguments that it has, given up or not. */
  mayStillWrite(call: number): boolean {
    return this.isAtWork(call) && this.all().some((each) => each.call.index === call && mayHaveChanged(each.call));
  }

  /** Calls the tool. `shown` is what may be kept of the arguments, `sent` what the tool gets. */
  begin(call: PlannedCall, number: number, shown: JsonObject, sent: JsonObject): void {
    const { steps, limits, time, events } = this.options;
    const attempt = new Attempt(call, number, steps.now, this);
    this.inFlight.add(attempt);
    this.count(call.index, 1);
    for (const gate of limits.laneOf(call.index).gates) attempt.enter(gate, steps.now, this.onGateFree);
    const started = { type: "attemptStarted", atMs: this.options.atMs(), call: call.index, attempt: number } as const;
    events.emit(shown === call.arguments ? started : { ...started, arguments: shown });
    time.begin(attempt);
    this.invoke(attempt, sent);
  }

  private invoke(attempt: Attempt, args: JsonObject): void {
    const { steps, invoke } = this.options;
    try {
      const returned = invoke(attempt.call, args, new ToolContext(attempt, this));
      steps.readClock();
      if (isResult(returned)) {
        this.answered(attempt, returned);
        return;
      }
      Promise.resolve(returned).then(
        (result) => {
          steps.takeWith(this.answered, attempt, result);
        },
        (thrown: unknown) => {
          steps.takeWith(this.threw, attempt, thrown);
        },
      );
    } catch (thrown) {
      steps.readClock();
      this.threw(attempt, thrown);
    }
  }

  private readonly answered = (attempt: Attempt, returned: unknown): void => {
    if (!this.isAwaited(attempt)) return;
    const { limits, estimates, time, steps } = this.options;
    const result = checkResult(attempt.call, returned);
    if (isFailure(result)) {
      this.fail(attempt, result);
      return;
    }
    this.tellLimit(limits.recover(attempt));
    estimates.add(attempt.call.index, time.spentMs(attempt, steps.now));
    this.retire(attempt);
    this.options.succeeded(attempt.call.index, result);
  };

  private readonly threw = (attempt: Attempt, thrown: unknown): void => {
    if (!this.isAwaited(attempt)) return;
    const { limits, steps } = this.options;
    const failure = failureOf(attempt.call, thrown);
    if (failure.slowDown) {
      this.tellLimit(limits.slowDown(attempt, failure, this.inFlight.all(), steps.now, this.onGateFree));
    }
    this.fail(attempt, failure);
  };

  private fail(attempt: Attempt, failure: AttemptFailure): void {
    this.retire(attempt);
    this.options.failed(attempt, failure);
  }

  /** Whether the call waits for what came of this attempt; if it does not, this frees the places that the attempt kept. */
  private isAwaited(attempt: Attempt): boolean {
    if (attempt.status === "givenUp") this.release(attempt, false);
    if (attempt.status !== "running") return false;
    attempt.reports?.flush();
    return true;
  }

  // Giving up, and getting the places back.

  /** Its timeout has passed, or its grace. */
  attemptDue(attempt: Attempt): void {
    if (this.options.time.excuse(attempt, this.options.steps.now)) return;
    if (attempt.status === "givenUp") {
      this.release(attempt, true);
      return;
    }
    const failure = timeoutOf(attempt.call, this.options.time.spentMs(attempt, this.options.steps.now));
    this.giveUp(attempt, "TimeoutError", failure.error.message, () => {
      this.options.failed(attempt, failure);
    });
  }

  /** Stops waiting for an attempt. Its tool is told, and has a grace to end; until then the attempt keeps its places. */
  giveUp(attempt: Attempt, name: "AbortError" | "TimeoutError", message: string, endCall: () => void): void {
    attempt.status = "givenUp";
    attempt.reports?.flush();
    this.stopReports(attempt);
    endCall();
    const hasGrace = this.options.time.beginGrace(attempt, this.options.steps.now);
    attempt.abort(name, message);
    if (!hasGrace) this.release(attempt, true);
  }

  /** Waits for none of them any longer. */
  abandonAll(): void {
    for (const attempt of this.inFlight.all()) this.release(attempt, true);
  }

  /** An attempt that was given up is over: its tool ended after all, or is abandoned. */
  private release(attempt: Attempt, abandoned: boolean): void {
    this.retire(attempt);
    const { call, number } = attempt;
    this.options.events.emit({
      type: "attemptReleased",
      atMs: this.options.atMs(),
      call: call.index,
      attempt: number,
      abandoned,
    });
  }

  private retire(attempt: Attempt): void {
    const { index } = attempt.call;
    attempt.status = "over";
    this.options.deadlines.clear(attempt);
    this.stopReports(attempt);
    this.inFlight.delete(attempt);
    attempt.leaveGates();
    this.count(index, -1);
    if (this.atWork[index] === 0) this.options.released(index);
  }

  // What a tool says while it runs.

  attemptProgressed(attempt: Attempt, given: unknown): void {
    const { clock, steps, time, deadlines, events, atMs } = this.options;
    const now = clock.now();
    time.progressed(attempt, given, now);
    const reports = (attempt.reports ??= new ProgressReports((progress) => {
      events.emit({
        type: "attemptProgressed",
        atMs: atMs(),
        call: attempt.call.index,
        attempt: attempt.number,
        ...progress,
      });
    }));
    const tellAt = reports.add(progressOf(given), now);
    if (tellAt > now) deadlines.set(reports, tellAt);
    else {
      steps.take(() => {
        attempt.reports?.flush();
      });
    }
  }

  attemptPaused(attempt: Attempt): void {
    this.options.time.paused(attempt);
  }

  attemptResumed(attempt: Attempt): void {
    this.options.time.resumed(attempt);
  }

  private stopReports(attempt: Attempt): void {
    const { reports } = attempt;
    if (reports === undefined) return;
    this.options.deadlines.clear(reports);
    attempt.reports = undefined;
  }

  // Limits that adapt.

  private readonly onGateFree = (): void => {
    this.options.steps.take(() => undefined);
  };

  private tellLimit(change: LimitChange | undefined): void {
    if (change !== undefined) this.options.events.emit({ type: "limitChanged", atMs: this.options.atMs(), ...change });
  }

  private count(call: number, change: 1 | -1): void {
    this.atWork[call] = (this.atWork[call] ?? 0) + change;
  }
}
