import type { Ending, RunEvent } from "../../../core/model/run";
import type { Shown } from "../../../core/model/text/shown";
import type { Redaction } from "../redaction/redactor";

/**
 * An event as everybody sees it; the same, not a copy, where nothing is taken out. Only what came from outside is looked
 * through: the run's own words and numbers are in every event, and looking for secrets costs.
 */
export function shownEvent(event: RunEvent, redaction: Redaction): Shown<RunEvent> {
  return withShownParts(event, redaction) as Shown<RunEvent>;
}

function withShownParts(event: RunEvent, redaction: Redaction): RunEvent {
  switch (event.type) {
    case "callReady":
      return event;
    case "attemptStarted": {
      if (event.arguments === undefined) return event;
      const args = redaction.value(event.arguments);
      return args === event.arguments ? event : { ...event, arguments: args };
    }
    case "callEnded": {
      const ending = shownEnding(event.ending, redaction);
      return ending === event.ending ? event : { ...event, ending };
    }
    default:
      return redaction.record(event);
  }
}

function shownEnding(ending: Ending, redaction: Redaction): Ending {
  if (ending.outcome === "succeeded") {
    const result = redaction.value(ending.result);
    return result === ending.result ? ending : { ...ending, result };
  }
  const error = redaction.record(ending.error);
  return error === ending.error ? ending : { ...ending, error };
}
