import { NumberList } from "../data/numberList";
import { callsPerStep, type Steps } from "../data/steps";
import type { AttemptState, CallState, RunRecord } from "../runState";

/**
 * What kept a run from being faster for the longest part of it: `path` (calls that wait for each other, or one long
 * call), `limit` (of the run), `ownLimit` (of a source, a tool, or calls a second), `retries` (waiting to try again),
 * `approval`.
 */
export type Bottleneck = "path" | "limit" | "ownLimit" | "retries" | "approval";

/** How many milliseconds of a run's rounds each of these held it back. */
export type BottleneckTimes = Readonly<Record<Bottleneck, number>>;

const kinds = ["running", "queued", "awaitingApproval", "backingOff", "round"] as const;
type Kind = (typeof kinds)[number];

/**
 * Divides the time of all rounds among what held the run back in it. While the limit is used up it is the limit; while a
 * call is queued below it, a narrower limit; while anything runs, the path; only while nothing runs can it be a back-off
 * or an approval.
 */
export function* bottleneckTimes(run: RunRecord, limit: number): Steps<BottleneckTimes> {
  const times: Record<Bottleneck, number> = { path: 0, limit: 0, ownLimit: 0, retries: 0, approval: 0 };
  const spans = yield* spansOf(run);
  let since = 0;
  let changes = 0;
  for (let at = nextChange(spans); at < Number.POSITIVE_INFINITY; at = nextChange(spans)) {
    if (++changes % callsPerStep === 0) yield;
    if (spans.round.active > 0 && at > since) times[heldBackBy(spans, limit)] += at - since;
    since = at;
    for (const kind of kinds) spans[kind].passTo(at);
  }
  return times;
}

type Spans = Readonly<Record<Kind, Active>>;

function nextChange(spans: Spans): number {
  let next = Number.POSITIVE_INFINITY;
  for (const kind of kinds) next = Math.min(next, spans[kind].nextAt);
  return next;
}

function heldBackBy({ running, queued, backingOff, awaitingApproval }: Spans, limit: number): Bottleneck {
  if (running.active >= limit) return "limit";
  if (queued.active > 0) return "ownLimit";
  if (running.active > 0) return "path";
  if (backingOff.active > 0) return "retries";
  return awaitingApproval.active > 0 ? "approval" : "path";
}

/** How many of the spans of a kind hold at a moment that moves on. */
class Active {
  active = 0;
  private readonly starts = new NumberList();
  private readonly ends = new NumberList();
  private sortedStarts: Float64Array = new Float64Array();
  private sortedEnds: Float64Array = new Float64Array();
  private started = 0;
  private ended = 0;

  add(fromMs: number, toMs: number): void {
    if (toMs <= fromMs) return;
    this.starts.add(fromMs);
    this.ends.add(toMs);
  }

  /** Once all have been added, and before the moment moves on. */
  sort(): void {
    this.sortedStarts = this.starts.sorted();
    this.sortedEnds = this.ends.sorted();
  }

  /** When one begins or ends next; infinity when none does. */
  get nextAt(): number {
    const { sortedStarts: starts, sortedEnds: ends } = this;
    return Math.min(starts[this.started] ?? Number.POSITIVE_INFINITY, ends[this.ended] ?? Number.POSITIVE_INFINITY);
  }

  passTo(atMs: number): void {
    const { sortedStarts: starts, sortedEnds: ends } = this;
    while ((starts[this.started] ?? Number.POSITIVE_INFINITY) <= atMs) this.started++;
    while ((ends[this.ended] ?? Number.POSITIVE_INFINITY) <= atMs) this.ended++;
    this.active = this.started - this.ended;
  }
}

function* spansOf(run: RunRecord): Steps<Spans> {
  const spans = {
    running: new Active(),
    queued: new Active(),
    awaitingApproval: new Active(),
    backingOff: new Active(),
    round: new Active(),
  };
  for (const { startedAtMs, endedAtMs } of run.rounds) spans.round.add(startedAtMs, endedAtMs ?? run.atMs);
  for (const call of run.calls) {
    if (call.index % callsPerStep === 0) yield;
    for (const attempt of call.attempts) spans.running.add(attempt.startedAtMs, placeFreeAtMs(attempt, run.atMs));
    addWaits(call, run.atMs, spans);
  }
  for (const kind of kinds) {
    yield;
    spans[kind].sort();
  }
  return spans;
}

/** When an attempt no longer held its place in the limits, or `nowMs` while it does. */
export function placeFreeAtMs({ endedAtMs, releasedAtMs }: AttemptState, nowMs: number): number {
  return releasedAtMs ?? endedAtMs ?? nowMs;
}

function addWaits(call: CallState, nowMs: number, spans: Spans): void {
  const { readyAtMs, endedAtMs, approval, attempts } = call;
  if (readyAtMs !== undefined) {
    const started = attempts.find(({ startedAtMs }) => startedAtMs >= readyAtMs)?.startedAtMs;
    const kind = approval === "notNeeded" ? "queued" : "awaitingApproval";
    spans[kind].add(readyAtMs, started ?? endedAtMs ?? nowMs);
  }
  for (const [place, attempt] of attempts.entries()) {
    if (attempt.endedAtMs === undefined || attempt.retryAtMs === undefined) continue;
    spans.backingOff.add(attempt.endedAtMs, attempts[place + 1]?.startedAtMs ?? endedAtMs ?? nowMs);
  }
}
