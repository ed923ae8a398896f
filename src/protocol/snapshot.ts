import { isRecord } from "../core/model/data/json";
import type { RunCourse } from "../core/model/record/ledger";
import type { Arrow } from "../core/model/plan";
import type { TaskState } from "../core/model/task";
import {
  isCallColumns,
  isEdgeColumns,
  isLimitColumns,
  type CallColumns,
  type EdgeColumns,
  type LimitColumns,
} from "./callColumns";
import { isArrayOf, isIndex, isNumber, isString } from "./shapes";

/** Calls of a run that come behind those which the panel has, what they are limited by, and edges of its plan. */
export interface MoreCalls {
  readonly calls: CallColumns;
  readonly limits: readonly LimitColumns[];
  readonly edges: EdgeColumns;
}

/** A run as the panel first gets it, with the first of its calls; the others follow. */
export interface RunSnapshot extends MoreCalls {
  readonly runId: string;
  readonly title: string;
  /** When the run began, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Milliseconds since the run began, by the host's clock, when this was sent. */
  readonly nowMs: number;
  /** A number, since the panel does not know of how many cores `auto` is. */
  readonly maxConcurrency: number;
  /** How many calls there are, also those that are to follow. */
  readonly callCount: number;
  readonly course: RunCourse;
  /** The plan's; absent where it has none. */
  readonly beneathState?: readonly Arrow[];
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
  if (!isRecord(value) || !isRecord(value.course)) return false;
  const { calls, callCount, course } = value;
  return (
    isString(value.runId) &&
    isString(value.title) &&
    isNumber(value.startedAt) &&
    isNumber(value.nowMs) &&
    isNumber(value.maxConcurrency) &&
    isIndex(callCount) &&
    (value.task === undefined || isTask(value.task)) &&
    (value.beneathState === undefined || isArrayOf(value.beneathState, isRecord)) &&
    isArrayOf(course.rounds, isRecord) &&
    isRecord(course.limits) &&
    isNumber(course.atMs) &&
    isMoreCalls(value) &&
    isCallColumns(calls) &&
    calls.from === 0 &&
    calls.count <= callCount
  );
}

export function isMoreCalls(value: unknown): boolean {
  if (!isRecord(value) || !isArrayOf(value.limits, isLimitColumns)) return false;
  return isCallColumns(value.calls) && isEdgeColumns(value.edges);
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
