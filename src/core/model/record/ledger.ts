import type { Ending, RunEvent } from "../run";
import { applyEvent, type CallState, type RunRecord, type RunState } from "../runState";

/** Calls that are known of together: for each, how far it is. NaN is a time that has not come. */
export interface PackedCalls {
  readonly readyAtMs: Float64Array;
  readonly startedAtMs: Float64Array;
  readonly endedAtMs: Float64Array;
  readonly endings: readonly (Ending | undefined)[];
  /** The states of those that have more to tell than that. */
  readonly more: readonly CallState[];
}

/** A run apart from its calls. */
export type RunCourse = Omit<RunState, "calls">;

/**
 * What has happened in a run. Its `state` is the fold that everyone uses, but until somebody reads it a call that waits,
 * runs once and ends, with nothing else to tell, is kept as three numbers and its ending: that saves the greater part of
 * the memory, and of the time that a run of instant calls takes. A call with more to tell is folded as usual.
 */
export class Ledger {
  /** Holds only the calls that are not packed. */
  private readonly fold: RunState;
  private readyAtMs: Float64Array;
  private startedAtMs: Float64Array;
  private endedAtMs: Float64Array;
  private readonly endings: (Ending | undefined)[];
  /** Of each call, whether the fold holds it: a look into this is cheaper than one into a large sparse list. */
  private isFolded: Uint8Array;
  private enteredAtMs = 0;
  private anyPacked = true;

  constructor(
    private callCount: number,
    course: RunCourse = { rounds: [], limits: {}, atMs: 0 },
  ) {
    this.fold = { calls: new Array<CallState>(callCount), ...course };
    this.enteredAtMs = course.rounds[0]?.startedAtMs ?? 0;
    this.readyAtMs = new Float64Array(callCount).fill(Number.NaN);
    this.startedAtMs = new Float64Array(callCount).fill(Number.NaN);
    this.endedAtMs = new Float64Array(callCount).fill(Number.NaN);
    this.endings = new Array<Ending | undefined>(callCount).fill(undefined);
    this.isFolded = new Uint8Array(callCount);
  }

  /** Takes in calls that come behind those that there are, as they are by now. */
  add({ readyAtMs, startedAtMs, endedAtMs, endings, more }: PackedCalls): void {
    const from = this.callCount;
    this.callCount += endings.length;
    this.readyAtMs = withMore(this.readyAtMs, from, readyAtMs);
    this.startedAtMs = withMore(this.startedAtMs, from, startedAtMs);
    this.endedAtMs = withMore(this.endedAtMs, from, endedAtMs);
    if (this.isFolded.length < this.readyAtMs.length) {
      const isFolded = new Uint8Array(this.readyAtMs.length);
      isFolded.set(this.isFolded);
      this.isFolded = isFolded;
    }
    for (const ending of endings) this.endings.push(ending);
    for (const call of more) {
      this.fold.calls[call.index] = call;
      this.isFolded[call.index] = 1;
    }
    this.anyPacked = true;
  }

  /** The run apart from its calls. */
  get course(): Readonly<RunCourse> {
    const { calls: _, ...course } = this.fold;
    return course;
  }

  /** The fold over all events. Reading it once makes every later event cost a little more. */
  get state(): RunState {
    if (this.anyPacked) for (let call = 0; call < this.callCount; call++) this.unpack(call);
    this.anyPacked = false;
    return this.fold;
  }

  /** The same for whoever looks at each call once: nothing is built that stays. */
  get record(): RunRecord {
    const { calls: _, ...rest } = this.fold;
    return { ...rest, calls: { [Symbol.iterator]: () => this.eachCall() } };
  }

  private *eachCall(): Generator<CallState> {
    for (let call = 0; call < this.callCount; call++) yield this.callState(call);
  }

  get hasBegun(): boolean {
    return this.fold.rounds.length > 0;
  }

  /** The time of the newest event. */
  get atMs(): number {
    return this.fold.atMs;
  }

  /** How the call ended; `undefined` while it has not. */
  endingOf(call: number): Ending | undefined {
    return this.isFolded[call] === 0 ? this.endings[call] : this.fold.calls[call]?.ending;
  }

  hasEnded(call: number): boolean {
    return this.endingOf(call) !== undefined;
  }

  /** It ended, other than well. */
  endedBadly(call: number): boolean {
    const ending = this.endingOf(call);
    return ending !== undefined && ending.outcome !== "succeeded";
  }

  callState(call: number): CallState {
    return this.moreOf(call) ?? this.packedState(call);
  }

  attemptCount(call: number): number {
    return this.moreOf(call)?.attempts.length ?? (Number.isNaN(this.startedAtMs[call]) ? 0 : 1);
  }

  /** The call's state if there is more to tell of it than fits the packed form: all that was edited, approved or retried. */
  moreOf(call: number): CallState | undefined {
    return this.isFolded[call] === 0 ? undefined : this.fold.calls[call];
  }

  /** Holds another ending in the place of the one that the call has. */
  replaceEnding(call: number, ending: Ending): void {
    if (this.isFolded[call] === 0) {
      if (this.endings[call] !== undefined) this.endings[call] = ending;
      return;
    }
    const folded = this.fold.calls[call];
    if (folded?.ending === undefined) return;
    const attempts = folded.attempts.map((attempt) =>
      attempt.ending === folded.ending ? { ...attempt, ending } : attempt,
    );
    this.fold.calls[call] = { ...folded, ending, attempts };
  }

  apply(event: RunEvent): void {
    // What is added comes call by call: packing it would save nothing.
    if (event.type === "callsAdded") this.callCount += event.growth.calls.length;
    else if (this.anyPacked) {
      if (this.pack(event)) {
        this.fold.atMs = Math.max(this.fold.atMs, event.atMs);
        return;
      }
      this.unpackFor(event);
    }
    applyEvent(this.fold, event);
  }

  /** Whether the event was one of the three that a packed call consists of, and has been added to it. */
  private pack(event: RunEvent): boolean {
    switch (event.type) {
      case "callReady":
        if (this.isFolded[event.call] !== 0) return false;
        this.readyAtMs[event.call] = event.atMs;
        return true;
      case "attemptStarted":
        if (this.isFolded[event.call] !== 0 || event.attempt !== 1 || event.arguments) return false;
        this.startedAtMs[event.call] = event.atMs;
        return true;
      case "callEnded":
        if (this.isFolded[event.call] !== 0) return false;
        this.endedAtMs[event.call] = event.atMs;
        this.endings[event.call] = event.ending;
        return true;
      default:
        return false;
    }
  }

  private unpackFor(event: RunEvent): void {
    if (event.type === "roundStarted") {
      const isFirst = !this.hasBegun && event.calls.length === this.callCount;
      if (isFirst) this.enteredAtMs = event.atMs;
      for (const call of (isFirst ? event.awaitingApproval : event.calls) ?? []) this.unpack(call);
    } else if ("call" in event) this.unpack(event.call);
  }

  private unpack(call: number): void {
    if (this.isFolded[call] !== 0) return;
    this.fold.calls[call] = this.packedState(call);
    this.isFolded[call] = 1;
  }

  private packedState(index: number): CallState {
    const readyAtMs = this.readyAtMs[index] ?? Number.NaN;
    const startedAtMs = this.startedAtMs[index] ?? Number.NaN;
    const endedAtMs = this.endedAtMs[index] ?? Number.NaN;
    const ending = this.endings[index];
    const isReady = !Number.isNaN(readyAtMs);
    const isStarted = !Number.isNaN(startedAtMs);
    // Nearly every call, written down without the spreads that take three times as long.
    if (isReady && isStarted && ending) {
      const attempts = [{ attempt: 1, startedAtMs, endedAtMs, ending }];
      return {
        index,
        phase: "ended",
        approval: "notNeeded",
        enteredAtMs: this.enteredAtMs,
        readyAtMs,
        endedAtMs,
        ending,
        attempts,
      };
    }
    const end = ending && { endedAtMs, ending };
    return {
      index,
      phase: ending ? "ended" : isStarted ? "running" : isReady ? "queued" : "waiting",
      approval: "notNeeded",
      enteredAtMs: this.enteredAtMs,
      ...(isReady && { readyAtMs }),
      ...end,
      attempts: isStarted ? [{ attempt: 1, startedAtMs, ...end }] : [],
    };
  }
}

/** Numbers with others from a place on; in the same list while that has room. */
function withMore(numbers: Float64Array, from: number, more: Float64Array): Float64Array {
  const needed = from + more.length;
  const roomy = needed <= numbers.length ? numbers : new Float64Array(Math.max(needed, numbers.length * 2));
  if (roomy !== numbers) roomy.set(numbers);
  roomy.set(more, from);
  return roomy;
}
