import type { RunEvent } from "../model/run";
import type { Ledger } from "./ledger";

/** Events are told here, and nowhere else: kept first, so that a listener sees the state that comes of them. */
export class Chronicle {
  /** Calls that may not run before they are approved. */
  private readonly unapproved: Set<number>;

  constructor(
    private readonly ledger: Ledger,
    private readonly emit: (event: RunEvent) => void,
    awaitingApproval: Iterable<number> = [],
  ) {
    this.unapproved = new Set(awaitingApproval);
  }

  tell(event: RunEvent): void {
    this.remember(event);
    try {
      this.emit(event);
    } catch {
      // A listener that fails is no reason for a run to.
    }
  }

  /** Takes in what was told in an earlier session. */
  remember(event: RunEvent): void {
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
