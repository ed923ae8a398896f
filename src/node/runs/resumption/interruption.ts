import { planAfterAll } from "../../../core/model/growth";
import type { Plan } from "../../../core/model/plan";
import type { RunEvent, UnsuccessfulEnding } from "../../../core/model/run";
import { ownWords, type Shown } from "../../../core/model/text/shown";
import type { CallState } from "../../../core/model/runState";
import type { EventsInOrder } from "../journal/reading/keptEvents";
import { ledgerAfter } from "./resumption";
import { worded } from "../../../core/model/text/wording";

/**
 * The events that end a kept run which was cut off: every call that had not ended is cancelled, so that it can be run
 * again, and one that was running and may have changed something says that nobody knows. None for a run whose calls have
 * all ended, or that has none.
 */
export function interruptionEvents(plan: Plan, events: EventsInOrder<RunEvent>): readonly Shown<RunEvent>[] {
  const begun = events.length === 0 ? beginning(plan) : [];
  const { record } = ledgerAfter(plan.calls.length, events.length === 0 ? begun : events);
  const grown = planAfterAll(plan, events);
  const { atMs } = record;
  const ended: Shown<RunEvent>[] = [];
  for (const call of record.calls) {
    if (call.phase === "ended") continue;
    ended.push(ownWords({ type: "callEnded", atMs, call: call.index, ending: interrupted(grown, call) }));
  }
  const round = record.rounds.at(-1);
  // Where nothing is left but doubt of what was sent, nothing says either that a round had begun.
  if (round === undefined && grown.calls.length > 0) {
    return [
      ownWords({ type: "roundStarted", atMs, calls: [] }),
      ...ended,
      ownWords({ type: "roundEnded", atMs, reason: "cancelled" }),
    ];
  }
  const isOpen = round !== undefined && round.endedAtMs === undefined;
  return [
    ...begun,
    ...ended,
    ...(isOpen ? [ownWords({ type: "roundEnded", atMs, reason: "cancelled" } as const)] : []),
  ];
}

/**
 * The event that a run begins with, where it was lost. Which calls still had to be approved was lost with it: all that may
 * change something.
 */
export function beginning(plan: Plan): readonly Shown<RunEvent>[] {
  if (plan.calls.length === 0) return [];
  const awaitingApproval = plan.calls.filter(({ safety }) => safety !== "readOnly").map(({ index }) => index);
  const calls = plan.calls.map(({ index }) => index);
  return [ownWords({ type: "roundStarted", atMs: 0, calls, awaitingApproval })];
}

function interrupted(plan: Plan, call: CallState): UnsuccessfulEnding {
  const mayHaveWritten = call.phase === "running" && plan.calls[call.index]?.safety !== "readOnly";
  return {
    outcome: "cancelled",
    error: {
      kind: "interrupted",
      ...(mayHaveWritten
        ? worded(
            "The run was cut off while this call ran: its window or process ended. It may have changed something: look before retrying it.",
          )
        : worded("The run was cut off before this call ended: its window or process ended.")),
    },
    ...(mayHaveWritten && { outcomeUnknown: true }),
  };
}
