import type { Outcome } from "../../../src/core/model/run";
import type { AttemptState, CallState } from "../../../src/core/model/runState";

/** What a stretch of a call's bar stands for: why it was not running, or how the attempt went. */
export type SegmentKind =
  | "waiting"
  | "queued"
  | "awaitingApproval"
  | "backingOff"
  /** Given up, but its tool had not ended: it still took a place in the limits. */
  | "holding"
  | "running"
  | Exclude<Outcome, "skipped" | "denied">;

/** A stretch of a call's bar, in milliseconds since the run began. */
export interface Segment {
  readonly kind: SegmentKind;
  readonly startMs: number;
  readonly endMs: number;
  /** The attempt that it is part of, from 1; absent for waits. */
  readonly attempt?: number;
}

/** The bar of a call: its attempts of all rounds, and its waits in the round that it last took part in. */
export function segmentsOf(call: CallState, nowMs: number): readonly Segment[] {
  const untilMs = call.endedAtMs ?? nowMs;
  const thisRound = call.attempts.find((attempt) => attempt.startedAtMs >= call.enteredAtMs);
  const waits = waitSegments(call, thisRound?.startedAtMs ?? untilMs);
  const tries = call.attempts.flatMap((attempt, index) =>
    attemptSegments(attempt, call.attempts[index + 1]?.startedAtMs, untilMs, nowMs),
  );
  return [...waits, ...tries].sort((a, b) => a.startMs - b.startMs);
}

function waitSegments(call: CallState, untilMs: number): readonly Segment[] {
  const readyMs = call.readyAtMs ?? untilMs;
  const approvedMs = call.approval === "awaited" ? untilMs : Math.max(readyMs, call.approvedAtMs ?? readyMs);
  const waits: readonly Segment[] = [
    { kind: "waiting", startMs: call.enteredAtMs, endMs: Math.min(readyMs, untilMs) },
    { kind: "awaitingApproval", startMs: readyMs, endMs: Math.min(approvedMs, untilMs) },
    { kind: "queued", startMs: Math.max(readyMs, approvedMs), endMs: untilMs },
  ];
  return waits.filter((wait) => wait.endMs > wait.startMs);
}

function attemptSegments(
  attempt: AttemptState,
  nextStartMs: number | undefined,
  callEndMs: number,
  nowMs: number,
): readonly Segment[] {
  const { attempt: number, startedAtMs, endedAtMs, releasedAtMs, retryAtMs, ending } = attempt;
  const endMs = endedAtMs ?? nowMs;
  const segments: Segment[] = [
    { kind: attemptKind(ending?.outcome), startMs: startedAtMs, endMs: Math.max(startedAtMs, endMs), attempt: number },
  ];
  if (releasedAtMs !== undefined && releasedAtMs > endMs) {
    segments.push({ kind: "holding", startMs: endMs, endMs: releasedAtMs, attempt: number });
  }
  if (retryAtMs !== undefined) {
    const untilMs = nextStartMs ?? callEndMs;
    const backoffEndMs = Math.min(retryAtMs, untilMs);
    if (backoffEndMs > endMs) segments.push({ kind: "backingOff", startMs: endMs, endMs: backoffEndMs });
    if (untilMs > retryAtMs) segments.push({ kind: "queued", startMs: retryAtMs, endMs: untilMs });
  }
  return segments;
}

/** What an attempt's stretch of the bar stands for; one without an outcome goes on. */
export function attemptKind(outcome: Outcome | undefined): SegmentKind {
  switch (outcome) {
    case undefined:
      return "running";
    // An attempt of a call that is skipped or denied never began; if one did, it was cut off.
    case "skipped":
    case "denied":
      return "cancelled";
    default:
      return outcome;
  }
}

/** How long a call's attempts ran in the round that it last took part in, waits excluded; nothing when none has begun. */
export function runningMs(call: CallState, nowMs: number): number | undefined {
  const tries = call.attempts.filter((attempt) => attempt.startedAtMs >= call.enteredAtMs);
  if (tries.length === 0) return undefined;
  return tries.reduce((sum, attempt) => sum + Math.max(0, (attempt.endedAtMs ?? nowMs) - attempt.startedAtMs), 0);
}
