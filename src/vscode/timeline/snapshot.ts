import { shorten } from "../../core/model/text/excerpt";
import type { CallError } from "../../core/model/failure";
import type { Ending, RunEvent, UnsuccessfulEnding } from "../../core/model/run";
import type { AttemptState, CallState, RunState } from "../../core/model/runState";
import type { RecordedRun } from "../../node/runs/recordedRun";
import { previewArguments } from "./argumentPreview";
import type { RunSnapshot } from "../../protocol/snapshot";

const messageLength = 300;

/** A run as the panel first gets it. `nowMs` is milliseconds since the run began. */
export function snapshotOf(run: RecordedRun, nowMs: number, maxConcurrency: number): RunSnapshot {
  const { id, title, startedAt, plan, state } = run;
  return {
    runId: id,
    title,
    startedAt,
    nowMs,
    plan: { ...plan, maxConcurrency, calls: plan.calls.map((call) => ({ ...call, arguments: {} })) },
    argumentPreviews: plan.calls.map((call) =>
      previewArguments(state.calls[call.index]?.editedArguments ?? call.arguments),
    ),
    state: lightState(state),
    ...(run.isElsewhere && { isElsewhere: true }),
    ...keepingOf(run),
    ...(run.task && { task: run.task.state }),
  };
}

/** Whether what happens in a run can be written. */
export function keepingOf({ trouble, isHoldingBack }: RecordedRun): Pick<RunSnapshot, "isNotKept" | "isHoldingBack"> {
  return { ...(trouble !== undefined && { isNotKept: true }), ...(isHoldingBack === true && { isHoldingBack }) };
}

/** An event without the arguments and results it carries: those are sent on request. */
export function lightEvent(event: RunEvent): RunEvent {
  switch (event.type) {
    case "roundStarted": {
      const { edited: _, ...rest } = event;
      return rest;
    }
    case "attemptStarted": {
      const { arguments: _, ...rest } = event;
      return rest;
    }
    case "attemptProgressed":
      return event.message === undefined ? event : { ...event, message: shorten(event.message, messageLength) };
    case "attemptEnded":
      return { ...event, ending: lightUnsuccessful(event.ending) };
    case "callEnded":
      return { ...event, ending: lightEnding(event.ending) };
    case "approved": {
      const { arguments: _, ...rest } = event;
      return rest;
    }
    case "callsAdded":
    case "edgesChanged":
    case "callReady":
    case "attemptReleased":
    case "limitChanged":
    case "sourceRestarted":
    case "roundEnded":
      return event;
  }
}

/** Previews of the arguments that a new round brings, by call. */
export function editedPreviews(event: RunEvent): Record<number, string> {
  if (event.type === "approved" && event.arguments) return { [event.call]: previewArguments(event.arguments) };
  if (event.type !== "roundStarted" || event.edited === undefined) return {};
  return Object.fromEntries(
    Object.entries(event.edited).map(([call, edited]) => [Number(call), previewArguments(edited)]),
  );
}

function lightState(state: RunState): RunState {
  return { ...state, calls: state.calls.map(lightCall) };
}

function lightCall(call: CallState): CallState {
  const { editedArguments: _, sentArguments: __, ending, attempts, ...rest } = call;
  return { ...rest, attempts: attempts.map(lightAttempt), ...(ending && { ending: lightEnding(ending) }) };
}

function lightAttempt(attempt: AttemptState): AttemptState {
  return attempt.ending === undefined ? attempt : { ...attempt, ending: lightEnding(attempt.ending) };
}

function lightEnding(ending: Ending): Ending {
  return ending.outcome === "succeeded" ? { ...ending, result: { content: [] } } : lightUnsuccessful(ending);
}

/** A text that is cut short is shown as it is: what it was put together of may be as long. */
function lightUnsuccessful(ending: UnsuccessfulEnding): UnsuccessfulEnding {
  const { kind, message, wording } = ending.error;
  const light = shorten(message, messageLength);
  const error: CallError = { kind, message: light, ...(wording && light === message && { wording }) };
  return { ...ending, error };
}
