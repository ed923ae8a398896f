import type { AttemptFailure } from "../attempts/outcome";

/** A source that is lost so often in one round, whatever is called, is not worth more. */
const maxForgiven = 10;

/**
 * How often each call lost its source together with others. One that kills its source takes the innocent along: these are
 * tried again as if nothing had been, and since the source gets fewer calls at once after each loss, the one that kills it
 * is soon alone with it and fails alone.
 */
export class SharedLosses {
  private readonly forgiven = new Map<number, number>();

  /** How many of a call's tries count, now that one has failed. */
  countedTries(call: number, tries: number, { sharedLoss }: Pick<AttemptFailure, "sharedLoss">): number {
    const before = this.forgiven.get(call) ?? 0;
    const now = sharedLoss && before < maxForgiven ? before + 1 : before;
    if (now > before) this.forgiven.set(call, now);
    // Who wants no second try gets none.
    return Math.max(1, tries - now);
  }

  /** A new round counts anew. */
  forget(calls: readonly number[]): void {
    if (this.forgiven.size > 0) for (const call of calls) this.forgiven.delete(call);
  }
}
