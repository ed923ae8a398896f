import { Backoffs } from "../attempts/backoffs";
import type { Deadlines } from "../time/deadlines";
import type { ReadyQueue } from "./readyQueue";

/** The calls that nothing keeps from their next attempt but a limit, a back-off, or an attempt of theirs that is at work. */
export class Waiting {
  private readonly backoffs: Backoffs;
  /** Calls that may write and whose earlier attempt still may, too: they are queued once that is over. */
  private readonly awaitingRelease = new Set<number>();

  constructor(
    private readonly queue: ReadyQueue,
    deadlines: Deadlines,
    private readonly mayStillWrite: (call: number) => boolean,
  ) {
    this.backoffs = new Backoffs(deadlines, (call) => {
      this.add(call);
    });
  }

  add(call: number): void {
    if (this.mayStillWrite(call)) this.awaitingRelease.add(call);
    else this.queue.add(call);
  }

  /** Adds it when its back-off is over. */
  addAfterBackoff(call: number, until: number): void {
    this.backoffs.add(call, until);
  }

  /** Nothing starts the call any more. */
  remove(call: number): void {
    this.queue.remove(call);
    if (this.awaitingRelease.size > 0) this.awaitingRelease.delete(call);
    this.backoffs.remove(call);
  }

  /** No attempt of the call is at work any more. Gives whether it waited for that. */
  released(call: number): boolean {
    if (this.awaitingRelease.size === 0 || !this.awaitingRelease.delete(call)) return false;
    this.queue.add(call);
    return true;
  }
}
