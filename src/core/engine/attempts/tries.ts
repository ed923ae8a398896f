import { enlarged, type CallTable, type CurrentPlan } from "../currentPlan";
import type { AttemptFailure } from "./outcome";
import { SharedLosses } from "../sharing/sharedLosses";

/** How often each call was tried in the round that goes on. */
export class Tries implements CallTable {
  private counts: Uint16Array;
  private readonly sharedLosses = new SharedLosses();

  constructor(callCount: number) {
    this.counts = new Uint16Array(callCount);
  }

  grow({ calls }: Pick<CurrentPlan, "calls">): void {
    this.counts = enlarged(this.counts, new Uint16Array(calls.length));
  }

  add(call: number): void {
    this.counts[call] = (this.counts[call] ?? 0) + 1;
  }

  hasBegun(call: number): boolean {
    return this.counts[call] !== 0;
  }

  /** How many of a call's tries count, now that one has failed: those are left out that were lost with others. */
  counted(call: number, failure: AttemptFailure): number {
    return this.sharedLosses.countedTries(call, this.counts[call] ?? 0, failure);
  }

  /** A new round counts anew. */
  forget(calls: readonly number[]): void {
    for (const call of calls) this.counts[call] = 0;
    this.sharedLosses.forget(calls);
  }
}
