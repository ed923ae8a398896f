import type { RunEvent } from "../../../core/model/run";
import type { Shown } from "../../../core/model/text/shown";
import type { JournalWriter } from "../journal/writing/journalWriter";
import type { Scratch } from "../environment/scratch";

/**
 * Tells of a run's events in order, and of the end of what may have changed something not before it is on disk: who was
 * told of it must find it there after a crash.
 */
export class Telling {
  private waiting: { readonly event: Shown<RunEvent>; readonly position: number }[] = [];

  constructor(
    private readonly journal: JournalWriter | undefined,
    /** Where large results go when there is no journal. */
    private readonly scratch: Scratch | undefined,
    private readonly tell: (event: Shown<RunEvent>) => void,
  ) {
    journal?.onWritten(() => {
      this.tellWhatIsWritten();
    });
  }

  /**
   * Takes an event that happened, as everybody sees it; `isToBeKept` says that it may not be told before it is kept. Gives
   * the event as it is told: its large parts are read from where they are when somebody looks at them.
   */
  tellOnceKept(event: Shown<RunEvent>, isToBeKept: boolean): Shown<RunEvent> {
    const kept = this.journal?.append(event) ?? this.scratch?.append(event) ?? event;
    const position = isToBeKept ? (this.journal?.appended ?? 0) : 0;
    if (this.waiting.length > 0 || !(this.journal?.isWritten(position) ?? true)) {
      this.waiting.push({ event: kept, position });
    } else this.tell(kept);
    return kept;
  }

  /** Resolves when everything was told that has happened. */
  async finished(): Promise<void> {
    if (this.waiting.length > 0) await this.journal?.flush();
    this.tellWhatIsWritten();
  }

  private tellWhatIsWritten(): void {
    const { waiting, journal } = this;
    if (waiting.length === 0) return;
    const open = waiting.findIndex(({ position }) => !(journal?.isWritten(position) ?? true));
    const ready = open < 0 ? waiting : waiting.slice(0, open);
    this.waiting = open < 0 ? [] : waiting.slice(open);
    for (const { event } of ready) this.tell(event);
  }
}
