import { planAfter } from "../model/growth";
import type { Plan } from "../model/plan";
import type { RunEvent, UnsuccessfulEnding } from "../model/run";
import { applyEvent, initialRunState, type CallState } from "../model/runState";

/**
 * The events that end a kept run whose window went away before it could: every call that had not ended is cancelled, and
 * one that was running and may have changed something says that nobody knows. None for a run that ended by itself.
 */
export function interruptionEvents(plan: Plan, events: readonly RunEvent[]): readonly RunEvent[] {
  const state = initialRunState(plan.calls.length);
  const grown = events.reduce(planAfter, plan);
  for (const event of events) applyEvent(state, event);
  const round = state.rounds.at(-1);
  if (round === undefined || round.endedAtMs !== undefined) return [];
  const atMs = state.atMs;
  const ended = state.calls
    .filter((call) => call.phase !== "ended")
    .map((call): RunEvent => ({ type: "callEnded", atMs, call: call.index, ending: interrupted(grown, call) }));
  return [...ended, { type: "roundEnded", atMs, reason: "cancelled" }];
}

function interrupted(plan: Plan, call: CallState): UnsuccessfulEnding {
  const mayHaveWritten = call.phase === "running" && plan.calls[call.index]?.safety !== "readOnly";
  return {
    outcome: "cancelled",
    error: {
      kind: "interrupted",
      message: mayHaveWritten
        ? "The window was closed or reloaded while this call ran. It may have changed something: look before retrying it."
        : "The window was closed or reloaded before this call ended.",
    },
    ...(mayHaveWritten && { outcomeUnknown: true }),
  };
}
