import type { TakenCall } from "./calls/intake";

/** How many times in a row a model may write the same calls: somebody may want to ask again whether something is done. */
const mostAlike = 3;

/** Notices a model that goes round in circles. */
export class RepeatedTurns {
  private last = "";
  private alike = 0;

  add(calls: readonly TakenCall[]): void {
    if (calls.length === 0) return;
    const written = calls.map(({ written: { name, argumentsText } }) => `${name} ${argumentsText}`).sort();
    const turn = JSON.stringify(written);
    this.alike = turn === this.last ? this.alike + 1 : 1;
    this.last = turn;
  }

  /** Whether the same calls came so often that more of them would be no help. */
  get isLoop(): boolean {
    return this.alike >= mostAlike;
  }
}
