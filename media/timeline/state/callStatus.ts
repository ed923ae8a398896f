import type { Outcome } from "../../../src/core/model/run";
import type { CallPhase, CallState } from "../../../src/core/model/runState";

/** What a call's row says of it: its outcome once it has one, its phase before. */
export type CallStatus = Outcome | Exclude<CallPhase, "ended">;

/** A call whose phase is `ended` has an ending; one without is shown as cancelled rather than as going on. */
export function statusOf(call: CallState): CallStatus {
  if (call.ending) return call.ending.outcome;
  return call.phase === "ended" ? "cancelled" : call.phase;
}

const icons: Readonly<Record<CallStatus, string>> = {
  succeeded: "pass",
  failed: "error",
  timedOut: "watch",
  cancelled: "circle-slash",
  skipped: "debug-step-over",
  denied: "lock",
  waiting: "link",
  queued: "history",
  awaitingApproval: "shield",
  running: "loading",
  backingOff: "refresh",
};

/** The codicon of a status, without its prefix. */
export function statusIcon(status: CallStatus): string {
  return icons[status];
}

/** How far a call that runs has come, in whole percent, where its tool says so. */
export function progressPercent({ phase, attempts }: CallState): number | undefined {
  const { progress, total } = attempts.at(-1)?.progress ?? {};
  if (phase !== "running" || progress === undefined || total === undefined || total <= 0) return undefined;
  return Math.min(100, Math.floor((progress / total) * 100));
}
