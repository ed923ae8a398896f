import { graphOf } from "../../core/model/graph";
import { withThoseSkippedBecauseOf } from "../../core/engine/order/skipping";
import type { Plan } from "../../core/model/plan";
import type { Outcome } from "../../core/model/run";
import type { RunState } from "../../core/model/runState";

/**
 * What **Retry Failed** starts from, by index: calls that failed or timed out. The engine adds what was skipped because
 * of them; denied calls stay denied, and what succeeded is never run again.
 */
export function failedCalls(state: RunState): readonly number[] {
  return callsThat(state, ["failed", "timedOut"]);
}

/** What **Resume Run** starts from, by index: calls that were cancelled before they could end. */
export function remainingCalls(state: RunState): readonly number[] {
  return callsThat(state, ["cancelled"]);
}

/** A call with the one that it was skipped because of, if it was: without that it would only be skipped again. */
export function withItsReason(state: RunState, call: number): readonly number[] {
  const ending = state.calls[call]?.ending;
  const reason = ending && ending.outcome !== "succeeded" ? ending.becauseOf : undefined;
  return reason === undefined ? [call] : [reason, call];
}

/** The same for a call whose arguments were edited: by now it may need nothing that it was skipped for want of. */
export function withReasonIfNeeded({ edges }: Plan, state: RunState, call: number): readonly number[] {
  const [reason = call] = withItsReason(state, call);
  const leadsToReason = (needed: number): boolean => withItsReason(state, needed)[0] === reason;
  const isNeeded = edges.some(({ from, to, kind }) => to === call && kind !== "conflict" && leadsToReason(from));
  return isNeeded ? withItsReason(state, call) : [call];
}

/** Those that nobody has approved of the calls that run again when these are retried. */
export function unapprovedCalls(plan: Plan, { calls: states }: RunState, calls: readonly number[]): readonly number[] {
  const again = withThoseSkippedBecauseOf(
    calls,
    graphOf(plan.calls.length, plan.edges),
    (call) => states[call]?.ending?.outcome,
  );
  return again.filter((call) => states[call]?.approval === "awaited");
}

/** Whether a call has ended, other than well. */
export function endedBadly(state: RunState, call: number): boolean {
  const ending = state.calls[call]?.ending;
  return ending !== undefined && ending.outcome !== "succeeded";
}

function callsThat(state: RunState, outcomes: readonly Outcome[]): readonly number[] {
  return state.calls
    .filter(({ ending }) => ending !== undefined && outcomes.includes(ending.outcome))
    .map((call) => call.index);
}
