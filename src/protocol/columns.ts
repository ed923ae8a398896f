import { isArrayOf, isNumber, isString } from "./shapes";
import { isRecord } from "../core/model/data/json";

/** Whole numbers, in as few bytes each as the largest of them needs. */
export type NumberColumn = Uint8Array | Uint16Array | Uint32Array;

/** A text a place, one behind the other; how long each is, in UTF-16 units. */
export interface TextColumn {
  readonly text: string;
  readonly lengths: NumberColumn;
}

/** A value a place, of which many are the same: which of the table it is. */
export interface TableColumn<Value> {
  readonly table: readonly Value[];
  readonly of: NumberColumn;
}

/** A time a place: microseconds since `fromMs`, and as many as fit where there is none. */
export interface TimeColumn {
  readonly fromMs: number;
  readonly us: Uint32Array | Float64Array;
}

/** What stands in a column of times for none; in one of 32 bits, the largest number. */
const noTime = { short: 0xff_ff_ff_ff, long: -1 } as const;

/** The column with these times, to the microsecond; `undefined` and NaN are none. */
export function timeColumn(times: Float64Array): TimeColumn {
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (const time of times) {
    if (time < fromMs) fromMs = time;
    if (time > toMs) toMs = time;
  }
  if (!Number.isFinite(fromMs)) fromMs = 0;
  fromMs = Math.floor(fromMs);
  const isShort = (toMs - fromMs) * 1000 < noTime.short - 1;
  const us = isShort ? new Uint32Array(times.length) : new Float64Array(times.length);
  const none = isShort ? noTime.short : noTime.long;
  for (const [place, time] of times.entries())
    us[place] = Number.isNaN(time) ? none : Math.round((time - fromMs) * 1000);
  return { fromMs, us };
}

/** The time at a place, in milliseconds; NaN where there is none. */
export function timeAt({ fromMs, us }: TimeColumn, place: number): number {
  const found = us[place] ?? noTime.long;
  return found === (us instanceof Uint32Array ? noTime.short : noTime.long)
    ? Number.NaN
    : toMicroseconds(fromMs + found / 1000);
}

/** A time as columns hold it, so that it is the same however it came to the panel. */
export function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** The column with these numbers, none of which is above `largest`. */
export function numberColumn(numbers: ArrayLike<number>, largest: number): NumberColumn {
  if (largest <= 0xff) return Uint8Array.from(numbers);
  return largest <= 0xff_ff ? Uint16Array.from(numbers) : Uint32Array.from(numbers);
}

export function textColumn(texts: readonly string[]): TextColumn {
  const longest = texts.reduce((most, { length }) => Math.max(most, length), 0);
  return {
    text: texts.join(""),
    lengths: numberColumn(
      texts.map(({ length }) => length),
      longest,
    ),
  };
}

export function isSomeNumberColumn(value: unknown): value is NumberColumn {
  return value instanceof Uint8Array || value instanceof Uint16Array || value instanceof Uint32Array;
}

export function isNumberColumn(value: unknown, length: number): value is NumberColumn {
  return isSomeNumberColumn(value) && value.length === length;
}

export function isTextColumn(value: unknown, length: number): boolean {
  if (!isRecord(value) || !isString(value.text) || !isNumberColumn(value.lengths, length)) return false;
  let sum = 0;
  for (const each of value.lengths) sum += each;
  return sum === value.text.length;
}

/** `over` is how many numbers stand for none, before the first of the table. */
export function isTableColumn(value: unknown, length: number, isItem: (item: unknown) => boolean, over = 0): boolean {
  if (!isRecord(value) || !isArrayOf(value.table, isItem) || !isNumberColumn(value.of, length)) return false;
  const end = value.table.length + over;
  return value.of.every((place) => place < end);
}

export function isTimeColumn(value: unknown, length: number): boolean {
  if (!isRecord(value) || !isNumber(value.fromMs)) return false;
  const { us } = value;
  return (us instanceof Uint32Array || us instanceof Float64Array) && us.length === length;
}
