import { NumberList } from "../../../../src/core/model/data/numberList";
import type { Outcome, RunEvent } from "../../../../src/core/model/run";
import type { CallState } from "../../../../src/core/model/runState";
import { ConcurrencyTrack } from "../../geometry/concurrency";
import { attemptKind, type SegmentKind } from "../../geometry/segments";

const kinds: readonly SegmentKind[] = ["succeeded", "failed", "timedOut", "cancelled"];

/** The attempts of a run: those that ended, in columns that only grow, and those that go on. */
export class Activity {
  /** When the attempts began that go on, by their calls. */
  readonly open = new Map<number, number>();
  private readonly calls = new NumberList();
  private readonly starts = new NumberList();
  private readonly ends = new NumberList();
  private readonly kinds = new NumberList();
  /** When places in the limits were taken and freed, as long as nobody has asked for the track. */
  private readonly taken = new NumberList();
  private readonly freed = new NumberList();
  private track: ConcurrencyTrack | undefined;

  /** Takes in all that a call has done by now; it is to be told before any event of the call. */
  add({ index, attempts }: CallState): void {
    for (const { startedAtMs, endedAtMs, releasedAtMs, ending } of attempts) {
      this.change(startedAtMs, 1);
      if (endedAtMs === undefined) this.open.set(index, startedAtMs);
      else {
        this.change(releasedAtMs ?? endedAtMs, -1);
        this.addEnded(index, startedAtMs, endedAtMs, ending?.outcome);
      }
    }
  }

  /** How many ran at each time. */
  get concurrency(): ConcurrencyTrack {
    return (this.track ??= ConcurrencyTrack.of(this.taken.sorted(), this.freed.sorted()));
  }

  /** How many attempts have ended. */
  get ended(): number {
    return this.calls.length;
  }

  /** Tells of ended attempts, from one of them on. */
  eachEnded(from: number, tell: (call: number, kind: SegmentKind, startMs: number, endMs: number) => void): void {
    for (let place = from; place < this.ended; place++) {
      const kind = kinds[this.kinds.at(place)] ?? "cancelled";
      tell(this.calls.at(place), kind, this.starts.at(place), this.ends.at(place));
    }
  }

  /** Takes in an event that has changed a call; `before` is how it was. */
  hear(event: Extract<RunEvent, { call: number }>, before: CallState): void {
    switch (event.type) {
      case "attemptStarted":
        this.open.set(event.call, event.atMs);
        this.change(event.atMs, 1);
        return;
      case "attemptEnded":
      case "callEnded": {
        const attempt = before.attempts.at(-1);
        if (attempt === undefined || attempt.endedAtMs !== undefined) return;
        this.open.delete(event.call);
        this.addEnded(event.call, attempt.startedAtMs, event.atMs, event.ending.outcome);
        this.change(event.atMs, -1);
        return;
      }
      case "approved":
      case "callReady":
      case "attemptProgressed":
        return;
      case "attemptReleased": {
        const attempt = before.attempts.find(({ attempt: number }) => number === event.attempt);
        if (attempt?.endedAtMs === undefined || attempt.releasedAtMs !== undefined) return;
        this.change(attempt.endedAtMs, 1);
        this.change(event.atMs, -1);
      }
    }
  }

  private addEnded(call: number, startMs: number, endMs: number, outcome: Outcome | undefined): void {
    this.calls.add(call);
    this.starts.add(startMs);
    this.ends.add(Math.max(startMs, endMs));
    this.kinds.add(kinds.indexOf(attemptKind(outcome)));
  }

  private change(atMs: number, by: 1 | -1): void {
    if (this.track) this.track.change(atMs, by);
    else (by > 0 ? this.taken : this.freed).add(atMs);
  }
}
