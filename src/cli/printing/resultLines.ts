import type { Shown } from "../../core/model/text/shown";
import { resultLine } from "../../node/runs/documents/resultsDocument";
import type { RunSession } from "../../node/runs/session";
import type { Output } from "./output";

/**
 * Writes a line for each call of a session as it ends. Where they are read more slowly than calls end, numbers of calls
 * wait, not texts.
 */
export class ResultLines {
  private readonly waiting: number[] = [];
  private next = 0;
  private writing: Promise<void> | undefined;

  constructor(
    private readonly output: Output,
    private readonly session: RunSession,
  ) {
    session.subscribe((event) => {
      if (event.type !== "callEnded") return;
      this.waiting.push(event.call);
      this.writing ??= this.writeWaiting();
    });
  }

  /** Has lines written for calls that had ended before. */
  add(calls: readonly number[]): void {
    if (calls.length === 0) return;
    for (const call of calls) this.waiting.push(call);
    this.writing ??= this.writeWaiting();
  }

  /** Resolves when a line has been written for every call that has ended. */
  async written(): Promise<void> {
    await this.writing;
  }

  private async writeWaiting(): Promise<void> {
    // Whatever else ended in the same turn is written with it.
    await new Promise((resolve) => setImmediate(resolve));
    await this.output.write(this.lines());
    this.waiting.length = 0;
    this.next = 0;
    this.writing = undefined;
  }

  private *lines(): Generator<Shown> {
    for (; this.next < this.waiting.length; this.next++) {
      const call = this.session.callState(this.waiting[this.next] ?? -1);
      if (call !== undefined) yield* resultLine(this.session.plan, call);
    }
  }
}
