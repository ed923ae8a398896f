/** Calls that may change something and wait until they may be sent: until the disk takes them, or the word that they are in doubt. */
export class HeldBackCalls {
  private waiting: { readonly position: number; readonly resolve: () => void }[] = [];
  private readonly listeners: ((isHoldingBack: boolean) => void)[] = [];
  private wasHoldingBack = false;

  constructor(
    private readonly isSendable: (position: number) => boolean,
    private readonly hasTrouble: () => boolean,
  ) {}

  /** Whether calls wait that the disk refuses; not while they only wait for a write to end. */
  get isHoldingBack(): boolean {
    return this.waiting.length > 0 && this.hasTrouble();
  }

  /** Has `listener` called whenever that changes. */
  onChange(listener: (isHoldingBack: boolean) => void): void {
    this.listeners.push(listener);
  }

  /** Resolves when what was appended up to `position` may be sent. */
  async until(position: number): Promise<void> {
    const sendable = new Promise<void>((resolve) => this.waiting.push({ position, resolve }));
    this.tell();
    await sendable;
  }

  /** Lets go what may be sent by now. */
  look(): void {
    const { waiting } = this;
    this.waiting = waiting.filter(({ position }) => !this.isSendable(position));
    for (const { position, resolve } of waiting) if (this.isSendable(position)) resolve();
    this.tell();
  }

  private tell(): void {
    const { isHoldingBack } = this;
    if (isHoldingBack === this.wasHoldingBack) return;
    this.wasHoldingBack = isHoldingBack;
    for (const listener of this.listeners) listener(isHoldingBack);
  }
}
