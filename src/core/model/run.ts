import type { CallError } from "./failure";
import type { JsonObject } from "./data/json";
import type { PlanChanges, PlanGrowth } from "./plan";
import type { ToolResult } from "./result";
import type { Wording } from "./text/wording";

/** How a call ended: exactly one of these. */
export type Outcome = "succeeded" | "failed" | "timedOut" | "cancelled" | "skipped" | "denied";

/** How a call, or one attempt of it, ended and with what. */
export type Ending =
  { readonly outcome: "succeeded"; readonly result: ToolResult; readonly cached?: true } | UnsuccessfulEnding;

export interface UnsuccessfulEnding {
  readonly outcome: Exclude<Outcome, "succeeded">;
  readonly error: CallError;
  /** The call may have changed something before it ended: look before trying it again. */
  readonly outcomeUnknown?: true;
  /** The call because of which this one was skipped, by index. */
  readonly becauseOf?: number;
}

/**
 * Everything that happens in a run, in the order in which it happens. A run's state is a fold over these
 * ({@link applyEvent}). `atMs` is milliseconds since the run began; `call` is a call's index; `attempt` counts from 1.
 */
export type RunEvent =
  /**
   * A round of work begins: all calls in the first one, those to be retried in later ones. While a round goes on these are
   * calls that join it.
   */
  | {
      readonly type: "roundStarted";
      readonly atMs: number;
      readonly calls: readonly number[];
      /** Calls of this round whose arguments were edited before it. */
      readonly edited?: Readonly<Record<number, JsonObject>>;
      /** Calls of this round that need a yes before they may run. */
      readonly awaitingApproval?: readonly number[];
    }
  /** The plan has more calls from here on; a `roundStarted` with them follows. */
  | { readonly type: "callsAdded"; readonly atMs: number; readonly growth: PlanGrowth }
  /** The plan has other edges from here on: those that arguments ask for which are edited next. */
  | { readonly type: "edgesChanged"; readonly atMs: number; readonly changes: PlanChanges }
  /** `arguments` are those that it was approved with, where they were edited before. */
  | { readonly type: "approved"; readonly atMs: number; readonly call: number; readonly arguments?: JsonObject }
  /** The call's edges allow it to run; from here on only limits and approval hold it back. */
  | { readonly type: "callReady"; readonly atMs: number; readonly call: number }
  /** `arguments` are those sent to the tool, given only when they differ from the plan's. */
  | {
      readonly type: "attemptStarted";
      readonly atMs: number;
      readonly call: number;
      readonly attempt: number;
      readonly arguments?: JsonObject;
    }
  | {
      readonly type: "attemptProgressed";
      readonly atMs: number;
      readonly call: number;
      readonly attempt: number;
      readonly progress?: number;
      readonly total?: number;
      readonly message?: string;
    }
  /** An attempt ended and the call goes on: it backs off until `retryAtMs`. */
  | {
      readonly type: "attemptEnded";
      readonly atMs: number;
      readonly call: number;
      readonly attempt: number;
      readonly ending: UnsuccessfulEnding;
      readonly retryAtMs: number;
    }
  /** The call ended, and with it the attempt that was running, if one was. */
  | { readonly type: "callEnded"; readonly atMs: number; readonly call: number; readonly ending: Ending }
  /**
   * An attempt that had been given up (timed out or cancelled) ended after all, or its grace ran out (`abandoned`):
   * its place in the limits is free from here on.
   */
  | {
      readonly type: "attemptReleased";
      readonly atMs: number;
      readonly call: number;
      readonly attempt: number;
      readonly abandoned: boolean;
    }
  /** The limit of a source changed because it asked for fewer calls, or recovered. */
  | {
      readonly type: "limitChanged";
      readonly atMs: number;
      readonly limit: string;
      readonly maxConcurrency: number;
      readonly reason: string;
      readonly wording?: Wording;
    }
  /** A source that the run had used was started anew: what it kept in memory is gone. `reason` is how it went away. */
  | {
      readonly type: "sourceRestarted";
      readonly atMs: number;
      readonly source: string;
      readonly reason: string;
      readonly wording?: Wording;
    }
  /** Every call of the round has ended. */
  | { readonly type: "roundEnded"; readonly atMs: number; readonly reason: "done" | "cancelled" | "deadline" };
