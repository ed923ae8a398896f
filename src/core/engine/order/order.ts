import { getOrMake } from "../../model/data/getOrMake";
import type { Graph } from "../../model/graph";
import type { PlanChanges } from "../../model/plan";
import { enlarged, type CallTable, type CurrentPlan } from "../currentPlan";

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
export class Order implements CallTable {
  private standing: Uint8Array;
  private waitsFor: Int32Array;
  /** Which calls wait for a call beside those that an edge makes wait: the order around {@link Order.comeLate latecomers}. */
  private readonly alsoBefore = new Map<number, number[]>();
  /** Which calls were fitted in after a call that they should have gone before: what is added behind it goes after both. */
  private readonly lateAfter = new Map<number, number[]>();
  /** Nothing was opened yet, so that opening all calls needs no look at what stands where. */
  private isUntouched = true;

  constructor(private graph: Graph) {
    this.standing = new Uint8Array(graph.callCount);
    this.waitsFor = new Int32Array(graph.callCount);
  }

  grow({ graph }: Pick<CurrentPlan, "graph">): void {
    this.graph = graph;
    this.standing = enlarged(this.standing, new Uint8Array(graph.callCount));
    this.waitsFor = enlarged(this.waitsFor, new Int32Array(graph.callCount));
  }

  /**
   * Goes on with a graph whose edges have changed. Added ones hold calls that are held already, and of those that are clear
   * the ones that `mayBeHeld` once more, unless latecomers wait for clear calls, which might then wait for each other.
   */
  rewire(
    graph: Graph,
    { added, dropped }: PlanChanges,
    mayBeHeld: (call: number) => boolean,
    onClear: (call: number) => void,
  ): void {
    this.graph = graph;
    for (const { from, to } of added) {
      if (this.standing[from] === out) continue;
      if (this.standing[to] === held) this.waitsFor[to] = (this.waitsFor[to] ?? 0) + 1;
      else if (this.standing[to] === clear && this.alsoBefore.size === 0 && mayBeHeld(to)) {
        this.standing[to] = held;
        this.waitsFor[to] = 1;
      }
    }
    for (const { from, to } of dropped) if (this.standing[from] !== out) this.letGo(to, onClear);
  }

  isClear(call: number): boolean {
    return this.standing[call] === clear;
  }

  /**
   * Holds these calls, and what lies behind them, until what is before them is over, and tells of each one that is clear
   * at once. Where one behind an opened call is clear already, {@link Order.comeLate} puts the opened one after it.
   */
  open(calls: readonly number[], onClear: (call: number) => void): void {
    if (this.isUntouched && calls.length === this.graph.callCount) this.openAll(onClear);
    else this.openSome(calls, onClear);
    this.isUntouched = false;
  }

  private openAll(onClear: (call: number) => void): void {
    const { callCount, predecessorStart } = this.graph;
    const { standing, waitsFor } = this;
    standing.fill(held);
    for (let call = 0; call < callCount; call++) {
      waitsFor[call] = (predecessorStart[call + 1] ?? 0) - (predecessorStart[call] ?? 0);
    }
    for (let call = 0; call < callCount; call++) this.clearIfFree(call, onClear);
  }

  private openSome(calls: readonly number[], onClear: (call: number) => void): void {
    const { callCount, successorStart, successors, predecessorStart, predecessors } = this.graph;
    const { standing, waitsFor } = this;
    const toHold = calls.filter((call) => standing[call] !== clear);
    const opened: number[] = [];
    let isAnyLate = false;
    const isBehind = this.whatIsBehind(toHold);
    const isNew = new Uint8Array(callCount);
    for (let call = 0; call < callCount; call++) {
      if (isBehind[call] === 0) continue;
      if (standing[call] === clear) isAnyLate = true;
      if (standing[call] !== out) continue;
      standing[call] = held;
      waitsFor[call] = 0;
      isNew[call] = 1;
      opened.push(call);
    }
    for (const call of opened) {
      for (let at = predecessorStart[call] ?? 0; at < (predecessorStart[call + 1] ?? 0); at++) {
        if (standing[predecessors[at] ?? 0] !== out) waitsFor[call] = (waitsFor[call] ?? 0) + 1;
      }
      if (this.lateAfter.size > 0) this.goAfterLatecomers(call);
      for (let at = successorStart[call] ?? 0; at < (successorStart[call + 1] ?? 0); at++) {
        const next = successors[at] ?? 0;
        if (isNew[next] === 0 && standing[next] === held) waitsFor[next] = (waitsFor[next] ?? 0) + 1;
      }
    }
    if (isAnyLate) for (const call of toHold) this.comeLate(call);
    for (const call of opened) this.clearIfFree(call, onClear);
  }

  /** Takes a clear call out of the order, now that it is over, and tells of each one that is clear because of it. */
  pass(call: number, onClear: (call: number) => void): void {
    const { successorStart, successors } = this.graph;
    this.standing[call] = out;
    for (let at = successorStart[call] ?? 0; at < (successorStart[call + 1] ?? 0); at++) {
      this.letGo(successors[at] ?? 0, onClear);
    }
    if (this.alsoBefore.size === 0) return;
    for (const next of this.alsoBefore.get(call) ?? []) this.letGo(next, onClear);
    this.alsoBefore.delete(call);
  }

  /**
   * Fits a call in that should have gone before some that are clear already: it goes after those, and before what follows
   * them. Both keep to the direction of the edges or end at a clear call, so that no circle can come of it.
   */
  private comeLate(late: number): void {
    const { successorStart, successors } = this.graph;
    this.whatIsBehind([late]).forEach((isBehind, call) => {
      if (isBehind === 0 || this.standing[call] !== clear) return;
      this.putBefore(call, late);
      this.lateAfter.set(call, [...(this.lateAfter.get(call) ?? []), late]);
      for (let at = successorStart[call] ?? 0; at < (successorStart[call + 1] ?? 0); at++) {
        const next = successors[at] ?? 0;
        if (this.standing[next] === held) this.putBefore(late, next);
      }
    });
  }

  /** Has a call that comes to the plan while latecomers run wait for those that its edges put before it. */
  private goAfterLatecomers(call: number): void {
    const { predecessorStart, predecessors } = this.graph;
    for (let at = predecessorStart[call] ?? 0; at < (predecessorStart[call + 1] ?? 0); at++) {
      const before = predecessors[at] ?? 0;
      const latecomers = new Set(this.lateAfter.get(before));
      for (const late of latecomers) {
        if (late !== call && this.standing[late] !== out) this.putBefore(late, call);
      }
    }
  }

  private putBefore(first: number, second: number): void {
    getOrMake(this.alsoBefore, first, () => []).push(second);
    this.waitsFor[second] = (this.waitsFor[second] ?? 0) + 1;
  }

  /** Of every call, whether it is one of these or edges lead to it from them. */
  private whatIsBehind(calls: readonly number[]): Uint8Array {
    const { successorStart, successors, callCount } = this.graph;
    const reached = new Uint8Array(callCount);
    for (const call of calls) reached[call] = 1;
    if (successors.length === 0) return reached;
    const toVisit = [...calls];
    for (let call = toVisit.pop(); call !== undefined; call = toVisit.pop()) {
      for (let at = successorStart[call] ?? 0; at < (successorStart[call + 1] ?? 0); at++) {
        const next = successors[at] ?? 0;
        if (reached[next] === 1) continue;
        reached[next] = 1;
        toVisit.push(next);
      }
    }
    return reached;
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
