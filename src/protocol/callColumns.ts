import { isRecord } from "../core/model/data/json";
import type { ConflictSubject, EdgeKind, PlannedCall, PlannedLimit } from "../core/model/plan";
import type { Ending } from "../core/model/run";
import type { CallState } from "../core/model/runState";
import {
  isNumberColumn,
  isSomeNumberColumn,
  isTableColumn,
  isTextColumn,
  isTimeColumn,
  type NumberColumn,
  type TableColumn,
  type TextColumn,
  type TimeColumn,
} from "./columns";
import { isArrayOf, isIndex, isString } from "./shapes";

/** What many calls have in common: what they call, and what is known of that. */
export type ShownTool = Pick<
  PlannedCall,
  "tool" | "source" | "toolName" | "safety" | "destructive" | "stateAccess" | "isUnordered"
>;

/** Calls that follow one another, field by field, without what is long: arguments in short, endings without results. */
export interface CallColumns {
  /** The index of the first. */
  readonly from: number;
  readonly count: number;
  /** Empty for a call that has none. */
  readonly ids: TextColumn;
  /** Arguments on one line. */
  readonly previews: TextColumn;
  readonly tools: TableColumn<ShownTool>;
  readonly readyAt: TimeColumn;
  readonly startedAt: TimeColumn;
  readonly endedAt: TimeColumn;
  /** 0 is none, 1 the first of the table. */
  readonly endings: TableColumn<Ending>;
  /** The states of calls that have more to tell than that they became ready, ran once and ended; the columns hold nothing of it. */
  readonly more: readonly CallState[];
}

/** Edges of a plan, in its order. */
export interface EdgeColumns {
  readonly count: number;
  readonly from: NumberColumn;
  readonly to: NumberColumn;
  readonly kinds: TableColumn<EdgeKind>;
  readonly reasons: TableColumn<string>;
  /** 0 is none, 1 the first of the table. */
  readonly abouts: TableColumn<ConflictSubject>;
}

/** A limit, with those of the calls sent beside it that are under it. */
export interface LimitColumns extends Omit<PlannedLimit, "calls"> {
  readonly calls: NumberColumn;
}

export function isLimitColumns(value: unknown): value is LimitColumns {
  return isRecord(value) && isString(value.name) && isSomeNumberColumn(value.calls);
}

export function isCallColumns(value: unknown): value is CallColumns {
  if (!isRecord(value) || !isIndex(value.from) || !isIndex(value.count)) return false;
  const { count } = value;
  return (
    isTextColumn(value.ids, count) &&
    isTextColumn(value.previews, count) &&
    isTableColumn(value.tools, count, isRecord) &&
    [value.readyAt, value.startedAt, value.endedAt].every((times) => isTimeColumn(times, count)) &&
    isTableColumn(value.endings, count, isRecord, 1) &&
    isArrayOf(value.more, isRecord)
  );
}

export function isEdgeColumns(value: unknown): value is EdgeColumns {
  if (!isRecord(value) || !isIndex(value.count)) return false;
  const { count } = value;
  return (
    isNumberColumn(value.from, count) &&
    isNumberColumn(value.to, count) &&
    isTableColumn(value.kinds, count, isString) &&
    isTableColumn(value.reasons, count, isString) &&
    isTableColumn(value.abouts, count, isRecord, 1)
  );
}
