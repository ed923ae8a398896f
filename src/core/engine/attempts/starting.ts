import type { JsonObject } from "../../model/data/json";
import type { PlannedCall } from "../../model/plan";
import type { ArgumentResolver } from "./arguments";
import type { Attempt } from "./attempt";
import type { Attempts } from "./attempts";
import type { CallEnds } from "../callEnds";
import type { RunEvents } from "../record/runEvents";
import type { CurrentPlan } from "../currentPlan";
import { deniedEnding, failedEnding, unpreparedEnding } from "../endings";
import type { Ledger } from "../../model/record/ledger";
import type { Order } from "../order/order";
import type { AttemptFailure } from "./outcome";
import { isShareable, sharingKey } from "../sharing/resultCache";
import { backoffMs } from "./retryPolicy";
import type { Rounds } from "../rounds";
import type { Sharing } from "../sharing/sharing";
import type { Steps } from "../steps";
import type { Tries } from "./tries";
import type { Waiting } from "../order/waiting";

interface StartingParts {
  readonly plan: CurrentPlan;
  readonly steps: Steps;
  readonly ledger: Ledger;
  readonly events: RunEvents;
  readonly resolver: ArgumentResolver;
  readonly sharing: Sharing;
  readonly tries: Tries;
  readonly attempts: Attempts;
  readonly rounds: Rounds;
  readonly waiting: Waiting;
  readonly ends: CallEnds;
  readonly order: Order;
  /** Milliseconds since the run began. */
  readonly atMs: () => number;
  /** Between 0 and 1. */
  readonly random: () => number;
}

/** Tries calls: the first time, and again where an attempt failed and another one may not. */
export class Starting {
  constructor(private readonly parts: StartingParts) {}

  /** Nothing holds the call back any longer but what limits and approval do. */
  readonly ready = (call: number): void => {
    const { events, ledger, waiting, atMs } = this.parts;
    events.emit({ type: "callReady", atMs: atMs(), call });
    if (ledger.moreOf(call)?.approval !== "awaited") waiting.add(call);
  };

  /** Lets a call that awaits approval go on, with arguments that were edited before, or ends it. */
  answerApproval(call: number, decision: "allow" | "deny", edited: JsonObject | undefined): void {
    const { plan, rounds, ledger, events, order, waiting, ends, atMs } = this.parts;
    if (!rounds.goesOn || !plan.has(call)) return;
    const state = ledger.callState(call);
    if (state.approval !== "awaited" || state.phase === "ended") return;
    if (decision === "deny") {
      ends.end(call, deniedEnding);
      return;
    }
    events.emit({ type: "approved", atMs: atMs(), call, ...(edited && { arguments: edited }) });
    if (state.phase === "awaitingApproval" && order.isClear(call)) waiting.add(call);
  }

  /** Starts an attempt of a call that everything allows to run, or ends the call where no attempt is needed or possible. */
  begin(call: PlannedCall): void {
    const { resolver, ends, tries, attempts, ledger } = this.parts;
    let shown: JsonObject;
    let sent: JsonObject;
    try {
      shown = resolver.shown(call);
      sent = resolver.sent(call, shown);
    } catch (thrown) {
      ends.end(call.index, unpreparedEnding(call, thrown));
      return;
    }
    if (isShareable(call) && this.isAnswered(call, sent)) return;
    tries.add(call.index);
    attempts.begin(call, ledger.attemptCount(call.index) + 1, shown, sent);
  }

  /** Backs off until the call is tried again, or ends it where that would be one time too many. */
  retryOrEnd({ call, number }: Attempt, failure: AttemptFailure): void {
    const { tries, rounds, ends, events, waiting, steps, random } = this.parts;
    const { index } = call;
    const ending = failedEnding(failure);
    const delayMs = backoffMs(call, tries.counted(index, failure), failure, random);
    if (delayMs === undefined || rounds.areOver) {
      ends.end(index, ending);
      return;
    }
    const atMs = this.parts.atMs();
    const retryAtMs = atMs + delayMs;
    events.emit({ type: "attemptEnded", atMs, call: index, attempt: number, ending, retryAtMs });
    waiting.addAfterBackoff(index, steps.now + delayMs);
  }

  /** Whether a call need not run itself, since an identical one did or does. */
  private isAnswered(call: PlannedCall, args: JsonObject): boolean {
    const { sharing, steps, ends } = this.parts;
    const answer = sharing.answer(call, sharingKey(call, args), steps.now);
    if (answer === "lead") return false;
    if (answer !== "joined") ends.end(call.index, { outcome: "succeeded", result: answer, cached: true });
    return true;
  }
}
