import type { Gate } from "./gate";

/** Calls that go through the same gates: if the first of them cannot start, none of them can. */
export interface Lane {
  readonly gates: readonly Gate[];
  /** A heap of calls, best first; entries that are no longer queued are dropped when they come up. */
  readonly heap: number[];
}

/** Whether call `a` should start before call `b`. */
export type Precedes = (a: number, b: number) => boolean;

/**
 * The calls that could start but for limits, best first. There is a heap for each distinct set of gates, so that a call
 * whose gates are shut never stands in the way of one whose gates are open, and finding the best one that can start takes
 * a look at each lane, however many calls wait.
 */
export class ReadyQueue {
  private readonly queued: Uint8Array;
  private readonly busy = new Set<Lane>();

  constructor(
    private readonly laneOf: (call: number) => Lane,
    private readonly precedes: Precedes,
    callCount: number,
  ) {
    this.queued = new Uint8Array(callCount);
  }

  add(call: number): void {
    this.queued[call] = 1;
    const lane = this.laneOf(call);
    push(lane.heap, call, this.precedes);
    this.busy.add(lane);
  }

  remove(call: number): void {
    this.queued[call] = 0;
  }

  /** Takes the best call whose gates all have room; `undefined` if there is none. */
  take(now: number): number | undefined {
    let best: Lane | undefined;
    for (const lane of this.busy) {
      const head = this.headOf(lane);
      if (head === undefined) this.busy.delete(lane);
      else if ((best?.heap[0] === undefined || this.precedes(head, best.heap[0])) && opensAt(lane, now) <= now)
        best = lane;
    }
    if (best === undefined) return undefined;
    const call = pop(best.heap, this.precedes);
    if (call !== undefined) this.queued[call] = 0;
    return call;
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
      pop(lane.heap, this.precedes);
    }
    return undefined;
  }
}

function opensAt(lane: Lane, now: number): number {
  let latest = now;
  for (const gate of lane.gates) latest = Math.max(latest, gate.opensAt(now));
  return latest;
}

function push(heap: number[], call: number, precedes: Precedes): void {
  let place = heap.push(call) - 1;
  while (place > 0) {
    const above = (place - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !precedes(call, parent)) break;
    heap[place] = parent;
    place = above;
  }
  heap[place] = call;
}

function pop(heap: number[], precedes: Precedes): number | undefined {
  const first = heap[0];
  const moved = heap.pop();
  if (moved === undefined || heap.length === 0) return first;
  let place = 0;
  for (;;) {
    let below = 2 * place + 1;
    let child = heap[below];
    if (child === undefined) break;
    const right = heap[below + 1];
    if (right !== undefined && precedes(right, child)) {
      below++;
      child = right;
    }
    if (!precedes(child, moved)) break;
    heap[place] = child;
    place = below;
  }
  heap[place] = moved;
  return first;
}
