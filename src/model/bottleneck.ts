import type { AttemptState, CallState, RunState } from "./runState";

/**
 * What kept a run from being faster for the longest part of it: `path` (calls that wait for each other, or one long
 * call), `limit` (of the run), `ownLimit` (of a source, a tool, or calls a second), `retries` (waiting to try again),
 * `approval`.
 */
export type Bottleneck = "path" | "limit" | "ownLimit" | "retries" | "approval";

/** How many milliseconds of a run's rounds each of these held it back. */
export type BottleneckTimes = Readonly<Record<Bottleneck, number>>;

type Kind = "running" | "queued" | "awaitingApproval" | "backingOff" | "round";

/**
 * Divides the time of all rounds among what held the run back in it. While the limit is used up it is the limit; while a
 * call is queued below it, a narrower limit; while anything runs, the path; only while nothing runs can it be a back-off
 * or an approval.
 */
export function bottleneckTimes(state: RunState, limit: number): BottleneckTimes {
  const times: Record<Bottleneck, number> = { path: 0, limit: 0, ownLimit: 0, retries: 0, approval: 0 };
  const active: Record<Kind, number> = { running: 0, queued: 0, awaitingApproval: 0, backingOff: 0, round: 0 };
  let since = 0;
  for (const { atMs, kind, change } of changesOf(state)) {
    if (active.round > 0 && atMs > since) times[heldBackBy(active, limit)] += atMs - since;
    since = atMs;
    active[kind] += change;
  }
  return times;
}

function heldBackBy(active: Readonly<Record<Kind, number>>, limit: number): Bottleneck {
  if (active.running >= limit) return "limit";
  if (active.queued > 0) return "ownLimit";
  if (active.running > 0) return "path";
  if (active.backingOff > 0) return "retries";
  return active.awaitingApproval > 0 ? "approval" : "path";
}

interface Change {
  readonly atMs: number;
  readonly kind: Kind;
  readonly change: 1 | -1;
}

function changesOf(state: RunState): Change[] {
  const changes: Change[] = [];
  const during = (kind: Kind, fromMs: number, toMs: number): void => {
    if (toMs > fromMs) changes.push({ atMs: fromMs, kind, change: 1 }, { atMs: toMs, kind, change: -1 });
  };
  for (const { startedAtMs, endedAtMs } of state.rounds) during("round", startedAtMs, endedAtMs ?? state.atMs);
  for (const call of state.calls) {
    for (const attempt of call.attempts) during("running", attempt.startedAtMs, placeFreeAtMs(attempt, state.atMs));
    addWaits(call, state.atMs, during);
  }
  return changes.sort((a, b) => a.atMs - b.atMs);
}

/** When an attempt no longer held its place in the limits, or `nowMs` while it does. */
export function placeFreeAtMs({ endedAtMs, releasedAtMs }: AttemptState, nowMs: number): number {
  return releasedAtMs ?? endedAtMs ?? nowMs;
}

function addWaits(call: CallState, nowMs: number, during: (kind: Kind, fromMs: number, toMs: number) => void): void {
  const { readyAtMs, endedAtMs, approval, attempts } = call;
  if (readyAtMs !== undefined) {
    const started = attempts.find(({ startedAtMs }) => startedAtMs >= readyAtMs)?.startedAtMs;
    const kind = approval === "notNeeded" ? "queued" : "awaitingApproval";
    during(kind, readyAtMs, started ?? endedAtMs ?? nowMs);
  }
  for (const [place, attempt] of attempts.entries()) {
    if (attempt.endedAtMs === undefined || attempt.retryAtMs === undefined) continue;
    during("backingOff", attempt.endedAtMs, attempts[place + 1]?.startedAtMs ?? endedAtMs ?? nowMs);
  }
}
