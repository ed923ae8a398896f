import { isRecord } from "../core/model/data/json";
import type { Plan } from "../core/model/plan";
import type { RunState } from "../core/model/runState";
import type { TaskState } from "../core/model/task";
import { isArrayOf, isIndex, isNumber, isString } from "./shapes";

/** A plan whose limit is a number, since the panel does not know of how many cores `auto` is. */
export type ShownPlan = Plan & { readonly maxConcurrency: number };

/** A run without what is long: arguments are empty, results hold no content, messages are cut. */
export interface RunSnapshot {
  readonly runId: string;
  readonly title: string;
  /** When the run began, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Milliseconds since the run began, by the host's clock, when this was sent. */
  readonly nowMs: number;
  readonly plan: ShownPlan;
  /** Arguments in short, one line a call, in the order of the calls. */
  readonly argumentPreviews: readonly string[];
  readonly state: RunState;
  /** Another window or process runs it: nothing can be done about it here. */
  readonly isElsewhere?: boolean;
  /** What happens in it cannot be written to disk at present. */
  readonly isNotKept?: boolean;
  /** Calls that may change something wait for that. */
  readonly isHoldingBack?: boolean;
  /** What is known of the task that the calls come from, where a model wrote them. */
  readonly task?: TaskState;
}

export function isSnapshot(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { plan, state, argumentPreviews } = value;
  if (!isRecord(plan) || !isRecord(state)) return false;
  return (
    isString(value.runId) &&
    isString(value.title) &&
    isNumber(value.startedAt) &&
    isNumber(value.nowMs) &&
    isNumber(plan.maxConcurrency) &&
    (value.task === undefined || isTask(value.task)) &&
    isArrayOf(argumentPreviews, isString) &&
    isArrayOf(plan.calls, isRecord) &&
    isArrayOf(plan.edges, isRecord) &&
    isArrayOf(state.calls, isRecord) &&
    isArrayOf(state.rounds, isRecord) &&
    plan.calls.length === state.calls.length &&
    plan.calls.length === argumentPreviews.length
  );
}

export function isTask(value: unknown): boolean {
  if (!isRecord(value) || !isRecord(value.phase)) return false;
  return (
    isString(value.prompt) &&
    isString(value.model) &&
    isString(value.text) &&
    isString(value.phase.kind) &&
    isArrayOf(value.leftOut, isString) &&
    isArrayOf(value.modelCalls, isModelCall)
  );
}

function isModelCall(value: unknown): boolean {
  return (
    isRecord(value) && isNumber(value.startedAtMs) && isArrayOf(value.calls, isIndex) && Array.isArray(value.rejected)
  );
}
