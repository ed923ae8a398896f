import type { AttemptContext } from "../../model/attempt";
import type { PlannedCall } from "../../model/plan";
import type { Deadline } from "../time/deadlines";
import type { Gate } from "../limits/gate";
import type { ProgressReports } from "./progress";

/** What an attempt tells the engine. */
export interface AttemptOwner {
  /** Its timeout passed, or its grace. */
  attemptDue(attempt: Attempt): void;
  /** Its tool says how far it is; nothing of what it says has been checked. */
  attemptProgressed(attempt: Attempt, progress: unknown): void;
  /** Its tool waits for a person or for its source to start, whose time is not the attempt's. */
  attemptPaused(attempt: Attempt): void;
  /** Neither is waited for any more. */
  attemptResumed(attempt: Attempt): void;
}

/**
 * `running`: the call waits for it. `givenUp`: it timed out or was cancelled, but its tool has not ended, so that it keeps
 * its place in the limits. `over`: its tool ended, or was abandoned; whatever else comes of it changes nothing.
 */
export type AttemptStatus = "running" | "givenUp" | "over";

/** One try of one call, while it is in flight. Its deadline is its timeout while it runs, then its grace. */
export class Attempt implements Deadline {
  status: AttemptStatus = "running";
  dueAt = Number.POSITIVE_INFINITY;
  place = -1;
  /** The last progress that was told, and what has been said since; most tools say nothing. */
  reports: ProgressReports | undefined;
  /** How many people and starts it waits for, since when by the clock, and how long it has waited before that. */
  pauses = 0;
  pausedAt = 0;
  pausedMs = 0;
  /** What {@link Attention.lostMs} said when its deadline was last set, and how often it was moved because of that. */
  lostMs = 0;
  excuses = 0;
  /** How many of these are starts: as long as there is one, nothing has reached the tool. */
  starts = 0;
  /** Its neighbours in {@link InFlight}. */
  before: Attempt | undefined;
  after: Attempt | undefined;
  /** Each gives back a place in a gate; most calls go through none. */
  private places: (() => void)[] | undefined;
  private controller: AbortController | undefined;
  private abortReason: unknown;

  constructor(
    readonly call: PlannedCall,
    readonly number: number,
    /** By the clock, not since the run began. */
    readonly startedAt: number,
    private readonly owner: AttemptOwner,
  ) {}

  enter(gate: Gate, now: number, onFree: () => void): void {
    const leave = gate.enter(now, onFree);
    if (leave) (this.places ??= []).push(leave);
  }

  leaveGates(): void {
    if (this.places === undefined) return;
    for (const leave of this.places) leave();
    this.places = undefined;
  }

  due(): void {
    this.owner.attemptDue(this);
  }

  /** Tells the tool, if it listens, that nobody waits for it any more. */
  abort(name: "AbortError" | "TimeoutError", message: string): void {
    this.abortReason = new DOMException(message, name);
    this.controller?.abort(this.abortReason);
  }

  /** Made when it is first read: a signal that nobody reads costs nothing. */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.abortReason !== undefined) this.controller.abort(this.abortReason);
    }
    return this.controller.signal;
  }
}

/** What a tool sees of its attempt. */
export class ToolContext implements AttemptContext {
  readonly #attempt: Attempt;
  readonly #owner: AttemptOwner;

  constructor(attempt: Attempt, owner: AttemptOwner) {
    this.#attempt = attempt;
    this.#owner = owner;
  }

  get signal(): AbortSignal {
    return this.#attempt.signal;
  }

  /** This and the next two are made when they are read, since few tools do, and may be called on their own. */
  get progress(): AttemptContext["progress"] {
    return (progress) => {
      if (this.#attempt.status === "running") this.#owner.attemptProgressed(this.#attempt, progress);
    };
  }

  get pause(): AttemptContext["pause"] {
    return () => {
      const attempt = this.#attempt;
      attempt.pauses++;
      if (attempt.pauses === 1) this.#owner.attemptPaused(attempt);
      return once(() => {
        attempt.pauses--;
        if (attempt.pauses === 0) this.#owner.attemptResumed(attempt);
      });
    };
  }

  get starting(): AttemptContext["starting"] {
    const { pause } = this;
    return () => {
      const attempt = this.#attempt;
      attempt.starts++;
      const resume = pause();
      return once(() => {
        attempt.starts--;
        resume();
      });
    };
  }
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    act();
  };
}
