import { ToolFailure, saidBy, type CallError, type ErrorKind } from "../../model/failure";
import type { PlannedCall } from "../../model/plan";
import type { ToolResult } from "../../model/result";
import { whyNotData } from "./plainData";
import { worded } from "../../model/text/wording";

/** What came of an attempt that did not succeed. */
export interface AttemptFailure {
  readonly error: CallError;
  readonly outcome: "failed" | "timedOut" | "denied";
  /** Trying again may help. */
  readonly transient: boolean;
  /** The call may have changed something: it reached a tool that is not read-only, and nobody knows how that ended. */
  readonly outcomeUnknown: boolean;
  /** The call cannot have reached the tool. */
  readonly neverReachedTool: boolean;
  /** The source asked for fewer calls, cannot be connected to, or died of one of several. */
  readonly slowDown: boolean;
  /** The source was lost with other calls in flight: any of them may be why. */
  readonly sharedLoss?: true;
  readonly retryAfterMs?: number;
}

/** Whether a call that ended in the middle may have changed something. */
export function mayHaveChanged(call: PlannedCall): boolean {
  return call.safety !== "readOnly";
}

/** What a tool returned, if it is a result that can be kept; otherwise what is wrong with it. */
export function checkResult(call: PlannedCall, returned: unknown): ToolResult | AttemptFailure {
  const problem = isResult(returned) ? whyNotData(returned) : worded("something that is no result");
  if (problem === undefined) return returned as ToolResult;
  return {
    error: { kind: "protocol", ...worded("{0} returned {1}. Its result cannot be kept or shown.", call.tool, problem) },
    outcome: "failed",
    transient: false,
    outcomeUnknown: mayHaveChanged(call),
    neverReachedTool: false,
    slowDown: false,
  };
}

export function isFailure(value: ToolResult | AttemptFailure): value is AttemptFailure {
  return "error" in value;
}

/** Whether a value has the form of a result; nothing is said of what is in it. */
export function isResult(value: unknown): value is ToolResult {
  try {
    return typeof value === "object" && value !== null && Array.isArray((value as Partial<ToolResult>).content);
  } catch {
    return false;
  }
}

/** Losing the source in the middle leaves open what it had done by then; that the tool itself said "failed" does not. */
const leavesOutcomeOpen: ReadonlySet<string> = new Set(["unavailable", "network", "crash", "protocol", "interrupted"]);

/** What a tool threw, whatever it is. Anything but a `ToolFailure` is a crash, and no reason to try again. */
export function failureOf(call: PlannedCall, thrown: unknown): AttemptFailure {
  const failure = asToolFailure(thrown);
  const kind = failure?.kind ?? "crash";
  const neverReachedTool = failure?.reachedTool === false;
  const details = failure?.details;
  return {
    error: {
      kind,
      ...readable(thrown),
      ...(details !== undefined && whyNotData(details) === undefined && { details }),
    },
    outcome: outcomeOf(kind),
    transient: failure !== undefined && (failure.transient || kind === "rateLimited" || kind === "timeout"),
    outcomeUnknown: !neverReachedTool && mayHaveChanged(call) && (leavesOutcomeOpen.has(kind) || kind === "timeout"),
    neverReachedTool,
    slowDown:
      kind === "rateLimited" ||
      kind === "network" ||
      failure?.retryAfterMs !== undefined ||
      failure?.sharedLoss === true,
    ...(failure?.sharedLoss === true && { sharedLoss: true as const }),
    ...(failure?.retryAfterMs !== undefined && { retryAfterMs: Math.max(0, failure.retryAfterMs) }),
  };
}

/** What it means that an attempt was still running at its timeout: for a call that changes nothing, that it may be tried again. */
export function timeoutOf(call: PlannedCall, afterMs: number): AttemptFailure {
  return {
    error: {
      kind: "timeout",
      ...worded(
        "{0} did not answer within {1} ms. Raise timeoutMs if it needs longer.",
        call.tool,
        Math.round(afterMs),
      ),
    },
    outcome: "timedOut",
    transient: true,
    outcomeUnknown: mayHaveChanged(call),
    neverReachedTool: false,
    slowDown: false,
  };
}

/** A person who says no to the tool itself has denied the call as much as one who does so before the run. */
function outcomeOf(kind: ErrorKind): AttemptFailure["outcome"] {
  switch (kind) {
    case "timeout":
      return "timedOut";
    case "denied":
      return "denied";
    default:
      return "failed";
  }
}

function asToolFailure(thrown: unknown): ToolFailure | undefined {
  try {
    return thrown instanceof ToolFailure ? thrown : undefined;
  } catch {
    return undefined;
  }
}

/** Even a message may be out of reach: a getter that throws, a revoked proxy. */
function readable(thrown: unknown): Pick<CallError, "message" | "wording"> {
  try {
    const said = saidBy(thrown);
    const isReadable = typeof said.message === "string" && said.message !== "";
    return isReadable ? said : worded("The tool failed and did not say why.");
  } catch {
    return worded("The tool threw something that cannot be read.");
  }
}
