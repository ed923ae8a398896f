import { moment, type Deadlines } from "./time/deadlines";

/** Why a round ended: all of its calls had, or what had not was cut off. */
export type RoundEnd = "done" | "cancelled" | "deadline";

interface Round {
  readonly ended: Promise<void>;
  readonly end: () => void;
  reason: RoundEnd;
}

/** The round that goes on, if one does: from a start, or a retry when nothing else goes on, until all of its calls have ended. */
export class Rounds {
  /** How many of its calls have not ended. */
  unended = 0;
  private current: Round | undefined;
  private closed = false;

  constructor(
    private readonly deadlines: Deadlines,
    /** More calls will come, so that it does not end with those that there are. */
    private growing: boolean,
  ) {}

  get goesOn(): boolean {
    return this.current !== undefined;
  }

  /** Resolves when the round has ended; `undefined` when none goes on. */
  get ended(): Promise<void> | undefined {
    return this.current?.ended;
  }

  get isGrowing(): boolean {
    return this.growing;
  }

  /** Whether nothing starts any more, in this round or another. */
  get areOver(): boolean {
    return this.closed;
  }

  /** Lets nothing start any more. */
  close(): void {
    this.closed = true;
  }

  /** Opens one unless one goes on, with a deadline where `endsAt` says one. */
  open(endsAt: number | undefined, onDeadline: () => void): void {
    if (this.current !== undefined) return;
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.current = { ended, end, reason: "done" };
    if (endsAt !== undefined) this.deadlines.set(moment(onDeadline), endsAt);
  }

  endGrowth(): void {
    this.growing = false;
  }

  /** Nothing more comes to it, and what was to come, or has not ended yet, was cut off. */
  cut(reason: RoundEnd): void {
    if (this.current !== undefined && (this.unended > 0 || this.growing)) this.current.reason = reason;
    this.growing = false;
  }

  /** Ends it once nothing is left to wait for; `tell` is told why it ended. */
  endIfOver(tell: (reason: RoundEnd) => void): void {
    const { current } = this;
    if (current === undefined || this.unended > 0 || this.growing) return;
    this.current = undefined;
    this.deadlines.clearAll();
    tell(current.reason);
    current.end();
  }
}
