/** Those who wait until what a run appended is dealt with up to a position. */
export class PositionWaiters {
  private waiting: { readonly position: number; readonly resolve: () => void }[] = [];

  constructor(private readonly isReached: (position: number) => boolean) {}

  get isAnybodyWaiting(): boolean {
    return this.waiting.length > 0;
  }

  /** Resolves when the position is reached; undefined when it is already. */
  until(position: number): Promise<void> | undefined {
    if (this.isReached(position)) return undefined;
    return new Promise((resolve) => this.waiting.push({ position, resolve }));
  }

  /** Lets those go on whose position is reached by now. */
  wake(): void {
    const { waiting } = this;
    this.waiting = waiting.filter(({ position }) => !this.isReached(position));
    for (const { position, resolve } of waiting) if (this.isReached(position)) resolve();
  }
}
