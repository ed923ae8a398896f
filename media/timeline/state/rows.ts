/** The calls that have rows, in order. */
export interface Rows {
  readonly count: number;
  /** The call of a row; `undefined` where there is no such row. */
  at(position: number): number | undefined;
  /** Where the row of a call is; `undefined` for a call that has none. */
  positionOf(call: number): number | undefined;
}

/** A row for each of so many calls. */
export function allRows(count: number): Rows {
  const within = (place: number) => (Number.isInteger(place) && place >= 0 && place < count ? place : undefined);
  return { count, at: within, positionOf: within };
}

/** A row for each of these calls, which are in their order. */
export function rowsOf(calls: ArrayLike<number>): Rows {
  return {
    count: calls.length,
    at: (position) => calls[position],
    positionOf(call) {
      const position = firstFrom(calls, call);
      return calls[position] === call ? position : undefined;
    },
  };
}

/** The first place in a sorted list whose number is at least this one. */
function firstFrom(sorted: ArrayLike<number>, number: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
