import type { Attempt } from "./attempt";

/**
 * Every attempt that holds a place in the limits, given up or not, in the order in which they started: a list through the
 * attempts themselves, since a set of objects costs twice as much a call.
 */
export class InFlight {
  size = 0;
  private first: Attempt | undefined;
  private last: Attempt | undefined;

  add(attempt: Attempt): void {
    attempt.before = this.last;
    if (this.last) this.last.after = attempt;
    else this.first = attempt;
    this.last = attempt;
    this.size++;
  }

  /** Takes out an attempt that is in here. */
  delete(attempt: Attempt): void {
    const { before, after } = attempt;
    if (before) before.after = after;
    else this.first = after;
    if (after) after.before = before;
    else this.last = before;
    attempt.before = undefined;
    attempt.after = undefined;
    this.size--;
  }

  /** Those that are in flight now; what is added or taken out while they are gone through changes nothing in that. */
  all(): readonly Attempt[] {
    const attempts: Attempt[] = [];
    for (let each = this.first; each !== undefined; each = each.after) attempts.push(each);
    return attempts;
  }
}
