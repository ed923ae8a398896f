import type { RunEvent } from "../../model/run";
import type { Ledger } from "../../model/record/ledger";

/** Every event of a run passes here: into the ledger first, so that a listener sees the state that comes of it. */
export class RunEvents {
  /** Calls that may not run before they are approved. */
  private readonly unapproved: Set<number>;

  constructor(
    private readonly ledger: Ledger,
    private readonly listener: (event: RunEvent) => void,
    awaitingApproval: Iterable<number> = [],
  ) {
    this.unapproved = new Set(awaitingApproval);
  }

  emit(event: RunEvent): void {
    this.restore(event);
    try {
      this.listener(event);
    } catch {
      // A listener that fails is no reason for a run to.
    }
  }

  /** Takes in an event of an earlier session, of which listeners know already. */
  restore(event: RunEvent): void {
    this.ledger.apply(event);
    if (event.type === "approved") this.unapproved.delete(event.call);
    if (event.type !== "roundStarted") return;
    // Whoever edits a call and runs it has looked at it.
    for (const call of Object.keys(event.edited ?? {})) this.unapproved.delete(Number(call));
  }

  awaitApproval(calls: Iterable<number>): void {
    for (const call of calls) this.unapproved.add(call);
  }

  isUnapproved(call: number): boolean {
    return this.unapproved.size > 0 && this.unapproved.has(call);
  }
}
