import type { Outcome } from "../model/run";
import type { RunState } from "../model/runState";

/**
 * What **Retry Failed** starts from, by index: calls that failed or timed out. The engine adds what was skipped because
 * of them; denied calls stay denied, and what succeeded is never run again.
 */
export function failedCalls(state: RunState): readonly number[] {
  return callsThat(state, ["failed", "timedOut"]);
}

/** What **Run Remaining** starts from, by index: calls that were cancelled before they could end. */
export function remainingCalls(state: RunState): readonly number[] {
  return callsThat(state, ["cancelled"]);
}

function callsThat(state: RunState, outcomes: readonly Outcome[]): readonly number[] {
  return state.calls
    .filter(({ ending }) => ending !== undefined && outcomes.includes(ending.outcome))
    .map((call) => call.index);
}
