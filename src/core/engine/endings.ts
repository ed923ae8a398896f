import { ReferenceFailure } from "../manifest/references/references";
import { callName } from "../model/callName";
import type { PlannedCall } from "../model/plan";
import type { UnsuccessfulEnding } from "../model/run";
import type { AttemptState } from "../model/runState";
import { worded, type Worded } from "../model/text/wording";
import { failureOf, mayHaveChanged, type AttemptFailure } from "./attempts/outcome";

/** An id may be any word, and is told from those around it by quotation marks. */
function nameOf(call: PlannedCall): string {
  return call.id === undefined ? callName(call) : `"${callName(call)}"`;
}

function nameAndOutcome(call: PlannedCall, outcome: UnsuccessfulEnding["outcome"]): Worded {
  switch (outcome) {
    case "failed":
      return worded("{0} failed", nameOf(call));
    case "timedOut":
      return worded("{0} timed out", nameOf(call));
    case "cancelled":
      return worded("{0} was cancelled", nameOf(call));
    case "skipped":
      return worded("{0} was skipped", nameOf(call));
    case "denied":
      return worded("{0} was denied", nameOf(call));
  }
}

export function failedEnding(failure: AttemptFailure): UnsuccessfulEnding {
  return {
    outcome: failure.outcome,
    error: failure.error,
    ...(failure.outcomeUnknown && { outcomeUnknown: true }),
  };
}

/** `needed` is the call whose result is missing, `root` the one that failed first: the same, or one further up. */
export function skippedEnding(
  needed: PlannedCall,
  root: PlannedCall,
  rootOutcome: UnsuccessfulEnding["outcome"],
): UnsuccessfulEnding {
  const because = nameAndOutcome(root, rootOutcome);
  return {
    outcome: "skipped",
    error: {
      kind: "skipped",
      ...(needed === root
        ? worded("Skipped because {0}.", because)
        : worded("Skipped: it needs {0}, which was skipped because {1}.", nameOf(needed), because)),
    },
    becauseOf: root.index,
  };
}

/** How a call that has not ended ends with the run, or because it was cancelled itself. */
export function cutEnding(
  call: PlannedCall,
  reason: "cancelled" | "deadline",
  { begun, inFlight, deadlineMs }: { readonly begun: boolean; readonly inFlight: boolean; readonly deadlineMs: number },
): UnsuccessfulEnding {
  const ending = reason === "cancelled" ? cancelledEnding(begun) : deadlineEnding(begun, deadlineMs);
  return inFlight && mayHaveChanged(call) ? { ...ending, outcomeUnknown: true } : ending;
}

/** An ending as it is, or with the doubt that an earlier attempt left behind: only success ends that. */
export function withEarlierDoubt(ending: UnsuccessfulEnding, attempts: readonly AttemptState[]): UnsuccessfulEnding {
  const doubtful = attempts.some(
    ({ ending: earlier }) => earlier !== undefined && earlier.outcome !== "succeeded" && earlier.outcomeUnknown,
  );
  return doubtful ? { ...ending, outcomeUnknown: true } : ending;
}

function cancelledEnding(begun: boolean): UnsuccessfulEnding {
  return {
    outcome: "cancelled",
    error: {
      kind: "cancelled",
      ...(begun ? worded("Cancelled before it ended.") : worded("Cancelled before it started.")),
    },
  };
}

/** What had begun when the run's deadline passed has timed out; what had not is cancelled, as if never asked for. */
function deadlineEnding(begun: boolean, deadlineMs: number): UnsuccessfulEnding {
  return {
    outcome: begun ? "timedOut" : "cancelled",
    error: {
      kind: "deadline",
      ...(begun
        ? worded("The run's deadline of {0} ms passed before it ended.", deadlineMs)
        : worded("The run's deadline of {0} ms passed before it started.", deadlineMs)),
    },
  };
}

/** A call whose arguments could not be put together never reached its tool. */
export function unpreparedEnding(call: PlannedCall, thrown: unknown): UnsuccessfulEnding {
  const { error } = failureOf(call, thrown);
  if (error.kind !== "crash") return { outcome: "failed", error };
  return {
    outcome: "failed",
    error: { ...error, kind: thrown instanceof ReferenceFailure ? "reference" : "invalidArguments" },
  };
}

export const deniedEnding: UnsuccessfulEnding = {
  outcome: "denied",
  error: { kind: "denied", ...worded("Not approved, so it was not run.") },
};
