interface Wait {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that a test turns by hand, and what waits for it. */
export class HoldClock {
  now = 0;
  waits: readonly Wait[] = [];

  after(delayMs: number, callback: () => void): () => void {
    const wait = { at: this.now + delayMs, callback };
    this.waits = [...this.waits, wait];
    return () => {
      this.waits = this.waits.filter((each) => each !== wait);
    };
  }

  turn(byMs: number): void {
    this.now += byMs;
    for (const wait of this.waits.filter(({ at }) => at <= this.now)) wait.callback();
  }
}
