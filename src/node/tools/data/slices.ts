import { setImmediate as nextTurn } from "node:timers/promises";

/** In characters or bytes: reading, changing or encoding so many takes ten milliseconds at most. */
const charactersASlice = 1024 * 1024;

/** What is no larger is done in one go, so that no slice has much more than it should. */
export const pieceLength = charactersASlice / 4;

/** Cuts work on what is large into slices. Between two of them whatever else waits in this process has its turn. */
export class Slices {
  private done = 0;

  /** `giveWay` resolves when others have had their turn, and rejects when the rest of the work is not wanted any more. */
  constructor(private readonly giveWay: () => Promise<void> = nextTurn) {}

  /** Says that so many characters have been worked on; a promise to wait for where the slice is full. */
  worked(characters: number): Promise<void> | undefined {
    this.done += characters;
    if (this.done < charactersASlice) return undefined;
    this.done = 0;
    return this.giveWay();
  }
}
