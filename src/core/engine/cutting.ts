import type { UnsuccessfulEnding } from "../model/run";
import type { Attempt } from "./attempts/attempt";
import type { Attempts } from "./attempts/attempts";
import type { CallEnds } from "./callEnds";
import type { CurrentPlan } from "./currentPlan";
import { cutEnding } from "./endings";
import type { Ledger } from "../model/record/ledger";
import type { Rounds } from "./rounds";
import type { Tries } from "./attempts/tries";

type CutReason = "cancelled" | "deadline";

interface CuttingParts {
  readonly plan: CurrentPlan;
  readonly ledger: Ledger;
  readonly attempts: Attempts;
  readonly tries: Tries;
  readonly rounds: Rounds;
  readonly ends: CallEnds;
}

/** Ends calls before they would end by themselves: one that is cancelled, or all when the run is or its time is over. */
export class Cutting {
  /** Why calls that are yet to come will not run any more. */
  private latecomersReason: CutReason | undefined;

  constructor(private readonly parts: CuttingParts) {}

  cancel(call: number): void {
    const { plan, ledger, attempts, rounds, ends } = this.parts;
    if (!rounds.goesOn || !plan.has(call) || ledger.hasEnded(call)) return;
    const running = attempts.all().find((attempt) => attempt.call.index === call && attempt.status === "running");
    if (running === undefined) ends.end(call, this.endingOf(call, "cancelled", false));
    else this.cutAttempt(running, "cancelled");
  }

  cutAll(reason: CutReason): void {
    const { plan, ledger, attempts, rounds, ends } = this.parts;
    if (!rounds.goesOn) return;
    if (rounds.isGrowing) this.latecomersReason = reason;
    rounds.cut(reason);
    for (const attempt of attempts.all()) if (attempt.status === "running") this.cutAttempt(attempt, reason);
    for (const { index } of plan.calls) {
      if (!ledger.hasEnded(index)) ends.end(index, this.endingOf(index, reason, false));
    }
  }

  /** Ends calls that came after everything was cut off, as the others ended. */
  latecomers(): void {
    if (this.latecomersReason !== undefined) this.cutAll(this.latecomersReason);
  }

  private endingOf(call: number, reason: CutReason, inFlight: boolean): UnsuccessfulEnding {
    const { plan, tries } = this.parts;
    const { deadlineMs } = plan.plan;
    return cutEnding(plan.callAt(call), reason, { begun: tries.hasBegun(call), inFlight, deadlineMs });
  }

  private cutAttempt(attempt: Attempt, reason: CutReason): void {
    const ending = this.endingOf(attempt.call.index, reason, attempt.starts === 0);
    this.parts.attempts.giveUp(attempt, "AbortError", ending.error.message, () => {
      this.parts.ends.end(attempt.call.index, ending);
    });
  }
}
