import { popLowest, pushNumber } from "../../model/data/numberHeap";
import type { Gate } from "../limits/gate";
import type { Ranking } from "./rank";

/** Calls that go through the same gates: if the first of them cannot start, none of them can. */
export interface Lane {
  readonly gates: readonly Gate[];
  /** A heap of ranks, best first; entries that are no longer queued are dropped when they come up. */
  readonly heap: number[];
}

/**
 * The calls that could start but for limits, best first. There is a heap for each distinct set of gates, so that a call
 * whose gates are shut never stands in the way of one whose gates are open, and finding the best one that can start takes
 * a look at each lane, however many calls wait.
 */
export class ReadyQueue {
  /** By rank: whether the call is queued. */
  private queued: Uint8Array;
  /** The lanes that have something in their heap. */
  private readonly busy: Lane[] = [];

  constructor(
    private readonly laneOf: (call: number) => Lane,
    private ranking: Ranking,
  ) {
    this.queued = new Uint8Array(ranking.rankOf.length);
  }

  /** Goes on with other ranks, and perhaps more calls. */
  rerank(ranking: Ranking): void {
    const waiting = this.busy.flatMap((lane) => lane.heap.splice(0).filter((rank) => this.queued[rank] === 1));
    const calls = new Set(waiting.map((rank) => this.ranking.callAt[rank] ?? 0));
    this.busy.length = 0;
    this.ranking = ranking;
    this.queued = new Uint8Array(ranking.rankOf.length);
    for (const call of calls) this.add(call);
  }

  add(call: number): void {
    const rank = this.rankOf(call);
    this.queued[rank] = 1;
    const lane = this.laneOf(call);
    if (lane.heap.length === 0 && !this.busy.includes(lane)) this.busy.push(lane);
    pushNumber(lane.heap, rank);
  }

  remove(call: number): void {
    this.queued[this.rankOf(call)] = 0;
  }

  /** Takes the best call whose gates all have room; `undefined` if there is none. */
  takeBest(now: number): number | undefined {
    let best: Lane | undefined;
    let bestHead = Number.POSITIVE_INFINITY;
    for (let place = this.busy.length - 1; place >= 0; place--) {
      const lane = this.busy[place];
      const head = lane && this.headOf(lane);
      if (lane === undefined || head === undefined) this.busy.splice(place, 1);
      else if (head < bestHead && opensAt(lane, now) <= now) {
        best = lane;
        bestHead = head;
      }
    }
    if (best === undefined) return undefined;
    popLowest(best.heap);
    this.queued[bestHead] = 0;
    return this.ranking.callAt[bestHead];
  }

  /** When the next lane opens by the passing of time alone; infinite if none does. */
  opensAt(now: number): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const lane of this.busy) {
      if (this.headOf(lane) !== undefined) earliest = Math.min(earliest, opensAt(lane, now));
    }
    return earliest;
  }

  private headOf(lane: Lane): number | undefined {
    for (let head = lane.heap[0]; head !== undefined; head = lane.heap[0]) {
      if (this.queued[head] === 1) return head;
      popLowest(lane.heap);
    }
    return undefined;
  }

  private rankOf(call: number): number {
    return this.ranking.rankOf[call] ?? 0;
  }
}

function opensAt(lane: Lane, now: number): number {
  let latest = now;
  for (const gate of lane.gates) latest = Math.max(latest, gate.opensAt(now));
  return latest;
}
