/** Calls in the order in which they were added. It keeps its room when it is emptied, which happens in every step. */
export class CallQueue {
  private readonly calls: number[] = [];
  private first = 0;
  private end = 0;

  add(call: number): void {
    this.calls[this.end++] = call;
  }

  /** Takes the oldest; `undefined` if there is none. */
  takeOldest(): number | undefined {
    if (this.first === this.end) {
      this.first = 0;
      this.end = 0;
      return undefined;
    }
    return this.calls[this.first++];
  }
}
