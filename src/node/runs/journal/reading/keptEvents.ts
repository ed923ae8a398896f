import type { Ending, RunEvent } from "../../../../core/model/run";
import type { Shown } from "../../../../core/model/text/shown";

/** Events in order, of which it is known how many there are. */
export type EventsInOrder<E extends RunEvent = Shown<RunEvent>> = Iterable<E> & { readonly length: number };

/** Kinds of events that are kept as numbers; all others are kept as they are. */
const [other, callReady, firstAttempt, callEnded] = [0, 1, 2, 3];

/**
 * The events of a kept run, in order. The three that nearly every call has are kept as numbers, with what the call ended
 * with: as objects, those of a million calls take 400 MB. They are made anew for whoever goes through them.
 */
export class KeptEvents implements EventsInOrder {
  /** How many there are. */
  length = 0;
  private kinds = new Uint8Array(1024);
  private calls = new Uint32Array(1024);
  private atMs = new Float64Array(1024);
  private readonly endings: Ending[] = [];
  private readonly others: RunEvent[] = [];

  push(event: Shown<RunEvent>): void {
    if (this.length === this.kinds.length) this.makeRoom();
    const place = this.length++;
    const kind = kindOf(event);
    this.kinds[place] = kind;
    if (kind === other) this.others.push(event);
    if (event.type === "callEnded") this.endings.push(event.ending);
    if (!("call" in event)) return;
    this.calls[place] = event.call;
    this.atMs[place] = event.atMs;
  }

  append(events: Iterable<Shown<RunEvent>>): this {
    for (const event of events) this.push(event);
    return this;
  }

  *[Symbol.iterator](): Generator<Shown<RunEvent>> {
    const others = this.others.values();
    const endings = this.endings.values();
    for (let place = 0; place < this.length; place++) {
      const kind = this.kinds[place];
      const event =
        kind === other
          ? others.next().value
          : this.packed(place, kind === callEnded ? endings.next().value : undefined);
      yield event as Shown<RunEvent>;
    }
  }

  private packed(place: number, ending: Ending | undefined): RunEvent {
    const [atMs = 0, call = 0] = [this.atMs[place], this.calls[place]];
    if (ending !== undefined) return { type: "callEnded", atMs, call, ending };
    if (this.kinds[place] === callReady) return { type: "callReady", atMs, call };
    return { type: "attemptStarted", atMs, call, attempt: 1 };
  }

  private makeRoom(): void {
    const { kinds, calls, atMs } = this;
    const length = 2 * this.length;
    (this.kinds = new Uint8Array(length)).set(kinds);
    (this.calls = new Uint32Array(length)).set(calls);
    (this.atMs = new Float64Array(length)).set(atMs);
  }
}

function kindOf(event: RunEvent): number {
  switch (event.type) {
    case "callReady":
      return callReady;
    case "attemptStarted":
      return event.attempt === 1 && event.arguments === undefined ? firstAttempt : other;
    case "callEnded":
      return callEnded;
    default:
      return other;
  }
}
