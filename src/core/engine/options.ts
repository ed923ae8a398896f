import type { AttemptContext } from "../model/attempt";
import type { JsonObject } from "../model/data/json";
import type { PlanChanges, PlanGrowth, PlannedCall } from "../model/plan";
import type { ToolResult } from "../model/result";
import type { Ending, RunEvent } from "../model/run";
import type { RunState } from "../model/runState";
import type { Attention } from "./time/attention";
import type { Clock } from "./time/clock";
import type { ResultCache } from "./sharing/resultCache";
import type { Said } from "../model/text/wording";

/**
 * Calls the tool, once. Returns or resolves to its result; throws or rejects with a `ToolFailure` to say how it failed.
 * Whatever else it does, such as never settling, is contained.
 */
export type Invoke = (call: PlannedCall, args: JsonObject, context: AttemptContext) => Promise<ToolResult> | ToolResult;

/** What a run is on: its time, its processor and its chance. What is absent is this machine's own. */
export interface Machine {
  readonly clock?: Clock;
  /** Whether this process reads what comes; it always does when absent. */
  readonly attention?: Attention;
  /** Processor cores, for a `maxConcurrency` of `auto`; what the platform says when absent, or else 4. */
  readonly cores?: number;
  /** Between 0 and 1, for the jitter of back-offs. */
  readonly random?: () => number;
}

/** What there is from before the run begins: of this run itself, and of others. */
export interface EarlierRuns {
  /** The events of this run, which was kept and has ended, so that it can be retried. */
  readonly history?: Iterable<RunEvent>;
  /** Where results of read-only calls with a `cacheTtlMs` are kept, to outlive this run; its own when absent. */
  readonly cache?: ResultCache;
  /** How long a call takes, in milliseconds, as earlier runs tell; `undefined` when they do not. */
  readonly estimateMs?: (call: PlannedCall) => number | undefined;
}

export interface EngineOptions {
  readonly invoke: Invoke;
  /** Turns a call's arguments into those to send, before references are filled in; events tell of those before that. */
  readonly expandArguments?: (args: JsonObject) => JsonObject;
  /** Told of everything that happens, in order. What it throws is ignored; it may call the engine. */
  readonly emit: (event: RunEvent) => void;
  /** Calls, by index, that may not run before {@link Engine.approve}. */
  readonly awaitingApproval?: ReadonlySet<number>;
  /** More calls will come while the run goes on: it ends once {@link Engine.endGrowth} has been called, or was cancelled. */
  readonly growing?: boolean;
  readonly machine?: Machine;
  readonly earlier?: EarlierRuns;
}

export interface Engine {
  /** The fold over all events so far, changed in place before each is emitted. */
  readonly state: RunState;
  /** Runs all calls; resolves when the round has ended. Never rejects. A run that has started is not started again. */
  start(): Promise<void>;
  /**
   * Adds calls, which run as all others do; those in `awaitingApproval` not before they are approved. In a run that was
   * cancelled, or whose deadline has passed, they end as the others did. Throws a `RangeError` for calls that are not
   * numbered on, and for edges that lead anywhere else than from an earlier call to an added one.
   */
  grow(growth: PlanGrowth, awaitingApproval?: ReadonlySet<number>): void;
  /**
   * Changes edges between calls that there are, and what these may do, as arguments ask for which are edited next, by
   * {@link Engine.retry} or {@link Engine.approve}. Added edges hold back calls that have not started, or start again. Throws a `RangeError` for
   * edges that make a cycle with those that there are, name calls that there are not, or lead to a call that runs and
   * would need a result.
   */
  rewire(changes: PlanChanges): void;
  /** Tells that a source was started anew, and what it kept in memory is gone; `reason` is how it had gone away. */
  sourceRestarted(source: string, reason: Said): void;
  /** Says that no more calls will come: the round ends when all calls have. */
  endGrowth(): void;
  /** Cancels one call, or everything that has not ended. What has ended stays as it is. */
  cancel(call?: number): void;
  /**
   * Runs those of these calls again that ended other than well, and those skipped because of them, `edited` replacing
   * arguments. While a round goes on they join it. Resolves when the round has ended; never rejects.
   */
  retry(calls: readonly number[], edited?: Readonly<Record<number, JsonObject>>): Promise<void>;
  /** Answers for calls that await approval, with arguments that were edited before; other calls are left alone. */
  approve(calls: readonly number[], decision: "allow" | "deny", edited?: Readonly<Record<number, JsonObject>>): void;
  /**
   * Takes another ending in the place of the one that a call has: one that says the same, but whose result is read from
   * elsewhere when it is needed, so that it is no longer held in memory; or one that did not succeed, as nobody has its
   * result any more, so that it can be run again. Does nothing for a call that has not ended.
   */
  replaceEnding(call: number, ending: Ending): void;
  /** Cancels what goes on, waits for nothing, and lets nothing start any more. */
  dispose(): void;
}
