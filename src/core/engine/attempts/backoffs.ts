import { moment, type Deadline, type Deadlines } from "../time/deadlines";

/** The calls that back off, each until its next attempt. */
export class Backoffs {
  private readonly ofCall = new Map<number, Deadline>();

  constructor(
    private readonly deadlines: Deadlines,
    private readonly onOver: (call: number) => void,
  ) {}

  add(call: number, until: number): void {
    const backoff = moment(() => {
      this.ofCall.delete(call);
      this.onOver(call);
    });
    this.ofCall.set(call, backoff);
    this.deadlines.set(backoff, until);
  }

  /** Ends the back-off of a call, if it has one, without another attempt. */
  remove(call: number): void {
    if (this.ofCall.size === 0) return;
    const backoff = this.ofCall.get(call);
    if (backoff === undefined) return;
    this.deadlines.clear(backoff);
    this.ofCall.delete(call);
  }
}
