import type { RunEvent } from "../../../../core/model/run";
import type { Shown } from "../../../../core/model/text/shown";
import type { Refusal } from "./lease";

/** Appends a run's events to its files, in order, as they happen; many in one write. */
export interface JournalWriter {
  /** How many events were appended. */
  readonly appended: number;
  /** Why this run is written by somebody else, if it is: then nothing more of it may be run here. */
  readonly refusal: Refusal | undefined;
  /** Why events are not on disk at present, if they cannot be written: they wait until there is room. */
  readonly trouble: unknown;
  /** Gives the event as it is kept: its large parts are read from the journal when somebody looks at them. */
  append(event: Shown<RunEvent>): Shown<RunEvent>;
  /**
   * Resolves when so many events are on disk, or cannot be written for now; `undefined` when that is so already. Never
   * rejects: look at {@link JournalWriter.refusal} afterwards.
   */
  untilWritten(position: number): Promise<void> | undefined;
  /**
   * Resolves when what was appended so far may be sent: when it is on disk, or when the disk says that a crash leaves what
   * is sent in doubt. While it takes neither, this waits. Never rejects: look at {@link JournalWriter.refusal} afterwards.
   */
  untilSendable(position: number): Promise<void> | undefined;
  /** Whether calls that may change something wait in {@link JournalWriter.untilSendable} for a disk that refuses. */
  readonly isHoldingBack: boolean;
  /** Has `listener` called whenever that changes. */
  onHoldingBack(listener: (isHoldingBack: boolean) => void): void;
  /** The same as {@link JournalWriter.untilWritten} until no more waits to be written than may: what read-only work has to wait for. */
  untilCaughtUp(): Promise<void> | undefined;
  /** Whether {@link JournalWriter.untilWritten} has nothing to wait for. */
  isWritten(position: number): boolean;
  /** Has `listener` called whenever more is on disk, or nobody need wait for it any longer. */
  onWritten(listener: () => void): void;
  /** Has `listener` called when somebody else turns out to write this run. */
  onRefused(listener: () => void): void;
  /**
   * Takes the right to write this run until as many calls of {@link JournalWriter.release}; resolves to why that cannot
   * be. `undefined` when nothing has to be waited for, as in a new run.
   */
  hold(): Promise<Refusal | undefined> | undefined;
  /** Resolves when all is on disk and somebody else may go on with the run. */
  release(): Promise<void>;
  /** Resolves when everything appended so far is on disk, or could not be written. Never rejects. */
  flush(): Promise<void>;
}
