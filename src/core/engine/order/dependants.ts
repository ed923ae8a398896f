import type { PlanChanges } from "../../model/plan";
import type { Attempts } from "../attempts/attempts";
import type { CallEnds } from "../callEnds";
import type { CurrentPlan } from "../currentPlan";
import { findNeeded, forEachDependant } from "../../model/graph";
import type { Ledger } from "../../model/record/ledger";
import type { Order } from "./order";
import { endingForWantOf } from "./skipping";

interface DependantsParts {
  readonly plan: CurrentPlan;
  readonly order: Order;
  readonly ledger: Ledger;
  readonly attempts: Attempts;
  readonly ends: CallEnds;
  /** Told of each call that nothing holds back any longer. */
  readonly ready: (call: number) => void;
}

/** What the edges make of a call that is over: who waited for it may go, and who needed its result is skipped without it. */
export class Dependants {
  constructor(private readonly parts: DependantsParts) {}

  /** Acts on all that is over by now. */
  actOnEnded(): void {
    const { order, ledger, attempts, ends } = this.parts;
    for (let call = ends.untold.takeOldest(); call !== undefined; call = ends.untold.takeOldest()) {
      if (ledger.endedBadly(call)) this.skipDependants(call);
      if (!attempts.isAtWork(call) && order.isClear(call)) order.pass(call, this.onClear);
    }
  }

  /** Holds calls that are to run, now or again, until what is before them is over. */
  enter(calls: readonly number[], isFirst: boolean): void {
    const { order, ledger, ready } = this.parts;
    if (!isFirst) for (const call of calls) this.skipIfUnsatisfied(call);
    const clearAlready = isFirst ? [] : calls.filter((call) => order.isClear(call) && !ledger.hasEnded(call));
    order.open(calls, this.onClear);
    for (const call of clearAlready) ready(call);
  }

  /** Goes on with the edges that the plan has now, which differ by `changes`. */
  rewire(changes: PlanChanges): void {
    const { plan, order } = this.parts;
    order.rewire(plan.graph, changes, (call) => this.mayBeHeld(call), this.onClear);
  }

  /** The edges hold a call back no longer; one that takes no part in the round, or has ended, just lets the next ones go. */
  readonly onClear = (call: number): void => {
    if (this.parts.ledger.hasEnded(call)) this.parts.ends.untold.add(call);
    else this.parts.ready(call);
  };

  /** Whether a call that its edges held back no longer has not begun all the same, so that others still can. */
  private mayBeHeld(call: number): boolean {
    const { ledger } = this.parts;
    return ledger.hasEnded(call) || ledger.moreOf(call)?.phase === "awaitingApproval";
  }

  private skipDependants(needed: number): void {
    const { plan, ledger } = this.parts;
    forEachDependant(plan.graph, needed, (call) => {
      if (!ledger.hasEnded(call)) this.skip(call, needed);
    });
  }

  /** Skips a call that is to run again but needs one that is not, and has not succeeded. */
  private skipIfUnsatisfied(call: number): void {
    const { plan, ledger } = this.parts;
    const needed = findNeeded(plan.graph, call, (each) => ledger.endedBadly(each));
    if (needed !== undefined) this.skip(call, needed);
  }

  private skip(call: number, needed: number): void {
    const { plan, ledger, ends } = this.parts;
    const ending = endingForWantOf(plan.callAt(needed), (index) => plan.callAt(index), ledger);
    if (ending !== undefined) ends.end(call, ending);
  }
}
