/**
 * The calls that a model gave no id, by what they ask for. A model that mends its plan often writes all of it again, and
 * can only say by that which call it means.
 */
export class UnnamedCalls {
  private readonly earlier = new Map<string, string>();
  private readonly ofThisTurn = new Map<string, string>();

  add(asked: string, id: string): void {
    this.ofThisTurn.set(asked, id);
  }

  /** What is asked for twice in one turn is meant twice, so only calls of earlier turns are found. */
  idOf(asked: string): string | undefined {
    return this.earlier.get(asked);
  }

  endTurn(): void {
    for (const [asked, id] of this.ofThisTurn) this.earlier.set(asked, id);
    this.ofThisTurn.clear();
  }
}
