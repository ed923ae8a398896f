import type { Clock } from "./time/clock";

/**
 * Takes one step after another: whatever happens in a run, a command, an answer, a moment that has come, is one. A step
 * changes what it has to, then `conclude` draws the conclusions. Steps never interleave: one that arrives while another is
 * taken, because a listener or a tool calls back, waits for its turn.
 */
export class Steps {
  /** What the clock said when the step that is being taken began, or when {@link Steps.readClock} was last called in it. */
  now: number;
  private readonly waiting: (() => void)[] = [];
  private isTaking = false;

  constructor(
    private readonly clock: Clock,
    private readonly conclude: () => void,
  ) {
    this.now = clock.now();
  }

  /** Looks at the clock again, after something in the step that may have taken long. */
  readClock(): void {
    this.now = this.clock.now();
  }

  take(change: () => void): void {
    this.takeWith(change, undefined, undefined);
  }

  /** The same for a change that is given what it needs: with one for every call, a closure less is felt. */
  takeWith<First, Second>(change: (first: First, second: Second) => void, first: First, second: Second): void {
    if (this.isTaking) {
      this.waiting.push(() => {
        change(first, second);
      });
    } else {
      this.begin();
      change(first, second);
      this.end();
    }
  }

  private begin(): void {
    this.isTaking = true;
    this.readClock();
  }

  private end(): void {
    this.conclude();
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      this.readClock();
      next();
      this.conclude();
    }
    this.isTaking = false;
  }
}
