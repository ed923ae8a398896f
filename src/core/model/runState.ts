import type { JsonObject } from "./data/json";
import type { Ending, Outcome, RunEvent } from "./run";
import type { Wording } from "./text/wording";

/** One try of a call. Times are milliseconds since the run began. */
export interface AttemptState {
  readonly attempt: number;
  readonly startedAtMs: number;
  /** When it was over for the call: it ended, timed out or was cancelled. */
  readonly endedAtMs?: number;
  /** When its place in the limits became free, if that was later than `endedAtMs`. */
  readonly releasedAtMs?: number;
  readonly abandoned?: true;
  readonly ending?: Ending;
  /** When the next attempt was to start, if this one was to be followed by another. */
  readonly retryAtMs?: number;
  readonly progress?: { readonly progress?: number; readonly total?: number; readonly message?: string };
}

export type CallPhase = "waiting" | "queued" | "awaitingApproval" | "running" | "backingOff" | "ended";

export interface CallState {
  readonly index: number;
  readonly phase: CallPhase;
  readonly approval: "notNeeded" | "awaited" | "given";
  /** When the round that it last took part in began. */
  readonly enteredAtMs: number;
  /** When its edges allowed it to run, in the round that it last took part in. */
  readonly readyAtMs?: number;
  /** When it was approved, in the round that it last took part in. */
  readonly approvedAtMs?: number;
  readonly endedAtMs?: number;
  /** How it ended; absent unless the phase is `ended`. */
  readonly ending?: Ending;
  /** Of all rounds, oldest first. */
  readonly attempts: readonly AttemptState[];
  /** Arguments edited for a retry, which replace those of the plan. */
  readonly editedArguments?: JsonObject;
  /** The arguments last sent, with references filled in, where they differ from the plan's. */
  readonly sentArguments?: JsonObject;
}

export interface RoundState {
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  readonly reason?: "done" | "cancelled" | "deadline";
}

/** A source that was started anew, when, and how it had gone away. */
export interface Restart {
  readonly source: string;
  readonly atMs: number;
  readonly reason: string;
  readonly wording?: Wording;
}

/** A run as its events tell it. `calls` is in the order of the calls. */
export interface RunState {
  calls: CallState[];
  rounds: RoundState[];
  /** Limits that were changed while it ran, as they are now, by name. */
  limits: Record<string, number>;
  /** Sources that were started anew while the run had use for what they kept in memory, in that order. */
  restarts?: readonly Restart[];
  /** The time of the newest event. */
  atMs: number;
}

/** A run as it can be summed up and written down: like its state, but its calls may be made one by one as they are asked for. */
export interface RunRecord {
  /** In the order of the calls. */
  readonly calls: Iterable<CallState>;
  readonly rounds: readonly RoundState[];
  readonly limits: Readonly<Record<string, number>>;
  readonly restarts?: readonly Restart[];
  readonly atMs: number;
}

export function initialRunState(callCount: number): RunState {
  const calls = Array.from({ length: callCount }, (_, index) => waitingCall(index));
  return { calls, rounds: [], limits: {}, atMs: 0 };
}

function waitingCall(index: number): CallState {
  return { index, phase: "waiting", approval: "notNeeded", enteredAtMs: 0, attempts: [] };
}

/**
 * Folds one event into the state, in place: entries that change are replaced, so that whoever draws them can compare by
 * identity. An event for a call that the state does not have is ignored.
 */
export function applyEvent(state: RunState, event: RunEvent): void {
  state.atMs = Math.max(state.atMs, event.atMs);
  switch (event.type) {
    case "roundStarted":
      if (!isRoundOpen(state)) state.rounds.push({ startedAtMs: event.atMs });
      enterRound(state, event);
      return;
    case "roundEnded":
      endRound(state, event.atMs, event.reason);
      return;
    case "limitChanged":
      state.limits[event.limit] = event.maxConcurrency;
      return;
    case "sourceRestarted": {
      const { source, atMs, reason, wording } = event;
      state.restarts = [...(state.restarts ?? []), { source, atMs, reason, ...(wording && { wording }) }];
      return;
    }
    case "edgesChanged":
      return;
    case "callsAdded":
      for (const { index } of event.growth.calls) state.calls[index] ??= waitingCall(index);
      return;
    default: {
      const call = state.calls[event.call];
      if (call !== undefined) state.calls[event.call] = nextCallState(call, event);
    }
  }
}

type CallEvent = Extract<RunEvent, { call: number }>;

function nextCallState(call: CallState, event: CallEvent): CallState {
  switch (event.type) {
    case "approved":
      return {
        ...call,
        approval: "given",
        approvedAtMs: event.atMs,
        phase: call.phase === "awaitingApproval" ? "queued" : call.phase,
        ...(event.arguments && { editedArguments: event.arguments }),
      };
    case "callReady":
      return {
        ...call,
        phase: call.approval === "awaited" ? "awaitingApproval" : "queued",
        readyAtMs: event.atMs,
      };
    case "attemptStarted":
      return {
        ...call,
        phase: "running",
        attempts: [...call.attempts, { attempt: event.attempt, startedAtMs: event.atMs }],
        ...(event.arguments && { sentArguments: event.arguments }),
      };
    case "attemptProgressed": {
      const { progress, total, message } = event;
      return changeAttempt(call, event.attempt, (attempt) => ({
        ...attempt,
        progress: {
          ...(progress !== undefined && { progress }),
          ...(total !== undefined && { total }),
          ...(message !== undefined && { message }),
        },
      }));
    }
    case "attemptEnded":
      return changeAttempt({ ...call, phase: "backingOff" }, event.attempt, (attempt) => ({
        ...attempt,
        endedAtMs: event.atMs,
        ending: event.ending,
        retryAtMs: event.retryAtMs,
      }));
    case "attemptReleased":
      return changeAttempt(call, event.attempt, (attempt) => ({
        ...attempt,
        releasedAtMs: event.atMs,
        ...(event.abandoned && { abandoned: true as const }),
      }));
    case "callEnded":
      return endCall(call, event.atMs, event.ending);
  }
}

function endCall(call: CallState, atMs: number, ending: Ending): CallState {
  const last = call.attempts.at(-1);
  const ended: CallState = { ...call, phase: "ended", endedAtMs: atMs, ending };
  if (last === undefined || last.endedAtMs !== undefined) return ended;
  return changeAttempt(ended, last.attempt, (attempt) => ({ ...attempt, endedAtMs: atMs, ending }));
}

function changeAttempt(call: CallState, number: number, change: (attempt: AttemptState) => AttemptState): CallState {
  return {
    ...call,
    attempts: call.attempts.map((attempt) => (attempt.attempt === number ? change(attempt) : attempt)),
  };
}

/** Whether a round goes on. Calls of a round that starts meanwhile join it. */
function isRoundOpen(state: RunState): boolean {
  const last = state.rounds.at(-1);
  return last !== undefined && last.endedAtMs === undefined;
}

function enterRound(state: RunState, event: Extract<RunEvent, { type: "roundStarted" }>): void {
  const awaiting = new Set(event.awaitingApproval);
  for (const index of event.calls) {
    const call = state.calls[index];
    if (call === undefined) continue;
    const edited = event.edited?.[index] ?? call.editedArguments;
    state.calls[index] = {
      index,
      phase: "waiting",
      approval: awaiting.has(index) ? "awaited" : "notNeeded",
      enteredAtMs: event.atMs,
      attempts: call.attempts,
      ...(edited && { editedArguments: edited }),
    };
  }
}

function endRound(state: RunState, atMs: number, reason: "done" | "cancelled" | "deadline"): void {
  const round = state.rounds.pop();
  if (round !== undefined) state.rounds.push({ ...round, endedAtMs: atMs, reason });
}

export type OutcomeCounts = Readonly<Record<Outcome, number>>;

export function countOutcomes(calls: Iterable<CallState>): OutcomeCounts {
  const counts = { succeeded: 0, failed: 0, timedOut: 0, cancelled: 0, skipped: 0, denied: 0 };
  for (const call of calls) if (call.ending) counts[call.ending.outcome]++;
  return counts;
}
