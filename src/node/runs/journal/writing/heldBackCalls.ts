import { PositionWaiters } from "./positionWaiters";

/** Calls that may change something and wait until they may be sent: until the disk takes them, or the word that they are in doubt. */
export class HeldBackCalls {
  private readonly waiters: PositionWaiters;
  private readonly listeners: ((isHoldingBack: boolean) => void)[] = [];
  private wasHoldingBack = false;

  constructor(
    isSendable: (position: number) => boolean,
    private readonly hasTrouble: () => boolean,
  ) {
    this.waiters = new PositionWaiters(isSendable);
  }

  /** Whether calls wait that the disk refuses; not while they only wait for a write to end. */
  get isHoldingBack(): boolean {
    return this.waiters.isAnybodyWaiting && this.hasTrouble();
  }

  /** Has `listener` called whenever that changes. */
  onChange(listener: (isHoldingBack: boolean) => void): void {
    this.listeners.push(listener);
  }

  /** Resolves when what was appended up to `position` may be sent. */
  async until(position: number): Promise<void> {
    const sendable = this.waiters.until(position);
    this.tellChange();
    await sendable;
  }

  /** Lets those go that may be sent by now. */
  letGo(): void {
    this.waiters.wake();
    this.tellChange();
  }

  private tellChange(): void {
    const { isHoldingBack } = this;
    if (isHoldingBack === this.wasHoldingBack) return;
    this.wasHoldingBack = isHoldingBack;
    for (const listener of this.listeners) listener(isHoldingBack);
  }
}
