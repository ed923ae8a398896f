import { fullAttention, type Attention } from "./attention";
import { longestTimerMs, type Clock } from "./clock";

/** Something that is due at a moment. `dueAt` and `place` belong to {@link Deadlines}. */
export interface Deadline {
  dueAt: number;
  /** Where it stands in the heap; -1 when it is in none. */
  place: number;
  due(): void;
}

/** A moment at which something is done; what it is set to, and whether it is set, is {@link Deadline}'s. */
export function moment(due: () => void): Deadline {
  return { dueAt: 0, place: -1, due };
}

/**
 * Every moment that a run waits for, behind one timer: a timer a call costs 1.8 µs, a place in this heap 0.1 µs. The heap
 * holds what is in flight or backing off, never what is queued. It is no heap of numbers as the ready queue's, since what is
 * cleared is taken out of its middle: left in there it would keep an attempt, and what that returned, until it was due.
 */
export class Deadlines {
  private readonly heap: Deadline[] = [];
  private timer: unknown;
  private timerAt = Number.POSITIVE_INFINITY;
  /** Nothing is due before what had come to this process has been read, since that may be what was waited for. */
  private reading: "none" | "goesOn" | "done" = "none";

  /** `wake` is called when something is due; it should call {@link Deadlines.expire}. */
  constructor(
    private readonly clock: Clock,
    private readonly wake: () => void,
    private readonly attention: Attention = fullAttention,
  ) {}

  /** Makes `deadline` due at `dueAt`, instead of when it was due before. */
  set(deadline: Deadline, dueAt: number): void {
    if (deadline.place < 0) deadline.place = this.heap.push(deadline) - 1;
    deadline.dueAt = dueAt;
    this.settle(deadline);
    this.arm();
  }

  clear(deadline: Deadline): void {
    const { place } = deadline;
    if (place < 0) return;
    deadline.place = -1;
    const last = this.heap.pop();
    if (last === undefined || last === deadline) return;
    last.place = place;
    this.heap[place] = last;
    this.settle(last);
  }

  /** Lets everything be due whose moment has come, earliest first, then sets the timer for the next. */
  expire(now: number): void {
    if (this.isTooEarlyToTell(now)) return;
    for (let first = this.heap[0]; first !== undefined && first.dueAt <= now; first = this.heap[0]) {
      this.clear(first);
      first.due();
    }
    this.arm();
  }

  private isTooEarlyToTell(now: number): boolean {
    const [first] = this.heap;
    if (this.reading === "done" || first === undefined || first.dueAt > now) return false;
    if (this.reading === "goesOn") return true;
    if (!this.attention.isCatchingUp(now)) return false;
    this.reading = "goesOn";
    this.attention.whenCaughtUp(() => {
      // Said only for the look that follows: who is held up again and again must not wait for ever.
      this.reading = "done";
      this.wake();
      this.reading = "none";
    });
    return true;
  }

  /** Forgets all of them and ends the timer. */
  clearAll(): void {
    for (const deadline of this.heap) deadline.place = -1;
    this.heap.length = 0;
    this.disarm();
  }

  /** A timer that is set for an earlier moment than needed is left alone: it finds nothing due and is set anew. */
  private arm(): void {
    const next = this.heap[0]?.dueAt ?? Number.POSITIVE_INFINITY;
    if (next >= this.timerAt) return;
    this.disarm();
    this.timerAt = next;
    const delayMs = Math.min(Math.max(0, Math.ceil(next - this.clock.now())), longestTimerMs);
    this.timer = this.clock.setTimeout(() => {
      this.timer = undefined;
      this.timerAt = Number.POSITIVE_INFINITY;
      this.wake();
    }, delayMs);
  }

  private disarm(): void {
    if (this.timer !== undefined) this.clock.clearTimeout(this.timer);
    this.timer = undefined;
    this.timerAt = Number.POSITIVE_INFINITY;
  }

  private settle(deadline: Deadline): void {
    const { heap } = this;
    let { place } = deadline;
    for (;;) {
      const above = (place - 1) >> 1;
      const parent = place > 0 ? heap[above] : undefined;
      if (parent === undefined || parent.dueAt <= deadline.dueAt) break;
      heap[place] = parent;
      parent.place = place;
      place = above;
    }
    for (;;) {
      const left = heap[2 * place + 1];
      const right = heap[2 * place + 2];
      const child = right !== undefined && left !== undefined && right.dueAt < left.dueAt ? right : left;
      if (child === undefined || child.dueAt >= deadline.dueAt) break;
      const below = child.place;
      heap[place] = child;
      child.place = place;
      place = below;
    }
    heap[place] = deadline;
    deadline.place = place;
  }
}
