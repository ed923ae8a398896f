import type { JournalWriter } from "../journal/writing/journalWriter";
import type { Refusal } from "../journal/writing/lease";

/** Begins the rounds of a run, each once it is known that nobody else goes on with it. */
export class HeldRounds {
  /** Resolves once it is known whether the run may be gone on with here; only meanwhile. */
  private holding: Promise<unknown> | undefined;
  /** Why the last round could not begin. */
  private heldBack: Refusal | undefined;

  constructor(private readonly journal: JournalWriter | undefined) {}

  /** Why nothing more of the run can be run here; `undefined` when it can. */
  get refusal(): Refusal | undefined {
    return this.journal?.refusal ?? this.heldBack;
  }

  /** Begins a round, or joins the one that goes on, if the run is nobody else's; resolves when it has ended. */
  async follow(begin: () => Promise<void>): Promise<void> {
    const holding = this.journal?.hold();
    this.holding = holding;
    // Where there is nothing to wait for it begins at once.
    const refusal = holding && (await holding);
    this.holding = undefined;
    this.heldBack = refusal;
    if (refusal === undefined) await begin();
  }

  /** Does something now, or once the round has begun that is about to. */
  whenBegun(act: () => void): void {
    if (this.holding === undefined) act();
    else void this.holding.then(act);
  }
}
