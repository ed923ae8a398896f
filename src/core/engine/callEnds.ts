import type { Ending } from "../model/run";
import { CallQueue } from "./order/callQueue";
import type { RunEvents } from "./record/runEvents";
import type { CurrentPlan } from "./currentPlan";
import { withEarlierDoubt } from "./endings";
import type { Ledger } from "../model/record/ledger";
import { mayHaveChanged } from "./attempts/outcome";
import type { ReadyQueue } from "./order/readyQueue";
import type { Rounds } from "./rounds";
import type { Sharing } from "./sharing/sharing";
import type { Steps } from "./steps";
import type { Waiting } from "./order/waiting";

interface CallEndsParts {
  readonly plan: CurrentPlan;
  readonly ledger: Ledger;
  readonly events: RunEvents;
  readonly rounds: Rounds;
  readonly queue: ReadyQueue;
  readonly waiting: Waiting;
  readonly sharing: Sharing;
  readonly steps: Steps;
  /** Milliseconds since the run began. */
  readonly atMs: () => number;
}

/** The only place where a call ends. */
export class CallEnds {
  /** Calls whose end, or last release, those behind them have not been told of. */
  readonly untold = new CallQueue();

  constructor(private readonly parts: CallEndsParts) {}

  end(call: number, ending: Ending): void {
    const { plan, ledger, events, rounds, waiting, atMs } = this.parts;
    waiting.remove(call);
    rounds.unended--;
    const told =
      ending.outcome === "succeeded" || ending.outcomeUnknown || !mayHaveChanged(plan.callAt(call))
        ? ending
        : withEarlierDoubt(ending, ledger.callState(call).attempts);
    events.emit({ type: "callEnded", atMs: atMs(), call, ending: told });
    this.untold.add(call);
    this.endFollowers(call, ending);
  }

  /** No attempt of the call is at work any more, so that it may be tried again, or those behind it told that it is over. */
  released(call: number): void {
    const { waiting, ledger } = this.parts;
    if (!waiting.released(call) && ledger.hasEnded(call)) this.untold.add(call);
  }

  /** Identical calls get what this one got; where that is nothing, each runs itself. */
  private endFollowers(call: number, ending: Ending): void {
    const { sharing, steps, ledger, queue } = this.parts;
    const result = ending.outcome === "succeeded" ? ending.result : undefined;
    for (const follower of sharing.end(call, result, steps.now)) {
      if (ledger.hasEnded(follower)) continue;
      if (result === undefined) queue.add(follower);
      else this.end(follower, { outcome: "succeeded", result, cached: true });
    }
  }
}
