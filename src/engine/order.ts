import type { Graph } from "./graph";

/** `out`: holds nobody up. `held`: waits for calls before it. `clear`: nothing before it, not yet over itself. */
const out = 0;
const held = 1;
const clear = 2;

/**
 * Which calls the edges of a plan hold back, in the round that goes on. A call is *opened* when it is to run, *clear* when
 * all before it are over, and *passed* when it is over itself: ended, and no attempt of it still at work.
 *
 * Calls that take no part in a round let order through: of three writers of one file, chained first → second → third, a
 * retry of the first and the third must still run one after the other, though the plan has no edge between them. So
 * everything behind an opened call is held as well, and passed as soon as it is clear.
 */
export class Order {
  private readonly standing: Uint8Array;
  private readonly waitsFor: Int32Array;
  /** Calls that wait for one which they would go before, had it not been clear when they were opened. */
  private readonly latecomers = new Map<number, number[]>();

  constructor(private readonly graph: Graph) {
    this.standing = new Uint8Array(graph.callCount);
    this.waitsFor = new Int32Array(graph.callCount);
  }

  isClear(call: number): boolean {
    return this.standing[call] === clear;
  }

  /** Whether the call has nothing more to do with the round, so that it would have to be opened to run again. */
  isOut(call: number): boolean {
    return this.standing[call] === out;
  }

  /**
   * Holds these calls, and what lies behind them, until what is before them is over. Calls behind them that are clear
   * already cannot be held any more: the opened ones wait for those instead. Calls that are not out are left as they are.
   * Tells of each one that is clear at once.
   */
  open(calls: readonly number[], onClear: (call: number) => void): void {
    const { successorStart, successors, predecessorStart, predecessors } = this.graph;
    const { standing, waitsFor } = this;
    const asked = calls.filter((call) => standing[call] === out);
    const reached = new Uint8Array(this.graph.callCount);
    const opened: number[] = [];
    const alreadyClear: number[] = [];
    const toVisit = [...asked];
    for (const call of asked) reached[call] = 1;
    for (let call = toVisit.pop(); call !== undefined; call = toVisit.pop()) {
      if (standing[call] === clear) alreadyClear.push(call);
      if (standing[call] === out) {
        standing[call] = held;
        waitsFor[call] = 0;
        opened.push(call);
      }
      for (let at = successorStart[call] ?? 0; at < (successorStart[call + 1] ?? 0); at++) {
        const next = successors[at] ?? 0;
        if (reached[next] === 1) continue;
        reached[next] = 1;
        toVisit.push(next);
      }
    }
    const isNew = new Uint8Array(this.graph.callCount);
    for (const call of opened) isNew[call] = 1;
    for (const call of opened) {
      for (let at = predecessorStart[call] ?? 0; at < (predecessorStart[call + 1] ?? 0); at++) {
        if (standing[predecessors[at] ?? 0] !== out) waitsFor[call] = (waitsFor[call] ?? 0) + 1;
      }
      for (let at = successorStart[call] ?? 0; at < (successorStart[call + 1] ?? 0); at++) {
        const next = successors[at] ?? 0;
        if (isNew[next] === 0 && standing[next] === held) waitsFor[next] = (waitsFor[next] ?? 0) + 1;
      }
    }
    for (const before of alreadyClear) this.latecomers.set(before, [...(this.latecomers.get(before) ?? []), ...asked]);
    for (const call of asked) waitsFor[call] = (waitsFor[call] ?? 0) + alreadyClear.length;
    for (const call of opened.sort((a, b) => a - b)) this.clearIfFree(call, onClear);
  }

  /** Takes a clear call out of the order, now that it is over, and tells of each one that is clear because of it. */
  pass(call: number, onClear: (call: number) => void): void {
    const { successorStart, successors } = this.graph;
    this.standing[call] = out;
    for (let at = successorStart[call] ?? 0; at < (successorStart[call + 1] ?? 0); at++) {
      this.letGo(successors[at] ?? 0, onClear);
    }
    for (const latecomer of this.latecomers.get(call) ?? []) this.letGo(latecomer, onClear);
    this.latecomers.delete(call);
  }

  private letGo(call: number, onClear: (call: number) => void): void {
    if (this.standing[call] !== held) return;
    this.waitsFor[call] = (this.waitsFor[call] ?? 0) - 1;
    this.clearIfFree(call, onClear);
  }

  private clearIfFree(call: number, onClear: (call: number) => void): void {
    if (this.standing[call] !== held || this.waitsFor[call] !== 0) return;
    this.standing[call] = clear;
    onClear(call);
  }
}
