import type { CallState } from "../../../src/core/model/runState";
import type { CallDetails } from "../../../src/protocol/details";
import type { Intent } from "../../../src/protocol/intents";
import type { ShownRun } from "./shownRun";

type Standing = Pick<ShownRun, "isLive" | "isElsewhere">;

/** A call can be run again once its round is over, unless it succeeded or its run belongs to another window. */
export function canRetry({ isLive, isElsewhere }: Standing, { ending }: Pick<CallState, "ending">): boolean {
  return !isLive && !isElsewhere && ending !== undefined && ending.outcome !== "succeeded";
}

/** One that succeeded can be run again where the host cannot give its result: then its details hold why, in place of it. */
export function canRunForResult(
  { isLive, isElsewhere }: Standing,
  { ending }: Pick<CallState, "ending">,
  details: Pick<CallDetails, "error"> | undefined,
): boolean {
  return !isLive && !isElsewhere && ending?.outcome === "succeeded" && details?.error !== undefined;
}

/** A call can be cancelled until it has ended, where its run goes on in this window. */
export function canCancel({ isLive, isElsewhere }: Standing, { ending }: Pick<CallState, "ending">): boolean {
  return isLive && !isElsewhere && ending === undefined;
}

/** Whether what is wanted of a run can be done by now: a key may be pressed where its button is not there. */
export function isPossible(run: ShownRun, intent: Intent): boolean {
  switch (intent.kind) {
    case "retryCall":
    case "editAndRetryCall": {
      const call = run.callState(intent.call);
      return call !== undefined && canRetry(run, call);
    }
    case "cancelCall": {
      const call = run.callState(intent.call);
      return call !== undefined && canCancel(run, call);
    }
    default:
      return true;
  }
}
