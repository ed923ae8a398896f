import { Ledger } from "../../../core/model/record/ledger";
import { planAfter } from "../../../core/model/growth";
import type { Manifest } from "../../../core/model/manifest";
import type { Plan } from "../../../core/model/plan";
import type { RunEvent } from "../../../core/model/run";
import type { CallState, RunRecord, RunState } from "../../../core/model/runState";
import type { Shown } from "../../../core/model/text/shown";
import type { LargeResults } from "../documents/largeResults";
import type { SessionOptions } from "../sessionOptions";
import { shownEvent } from "./shownEvent";
import { Telling } from "./telling";

type CallEnded = Extract<RunEvent, { readonly type: "callEnded" }>;

/**
 * A run as everybody but its tools sees it: without secrets, and each event after what must be kept of it is on disk. The
 * engine's state holds what tools returned, for references; this is the same without secrets.
 */
export class ShownRun {
  readonly title: Shown;
  private current: Plan;
  private readonly ledger: Ledger;
  private readonly telling: Telling;
  private readonly listeners = new Set<(event: Shown<RunEvent>) => void>();
  private readonly holdingBackListeners = new Set<() => void>();

  constructor(
    private readonly options: SessionOptions,
    plan: Plan,
    private readonly large: LargeResults,
  ) {
    const { header, shownHeader, history = [] } = options.run;
    const { redaction } = options.tools;
    const { journal, scratch } = options.keeping;
    this.title = redaction.text(header.title);
    this.current = (history.length === 0 ? shownHeader?.plan : undefined) ?? redaction.record(plan);
    this.ledger = new Ledger(header.plan.calls.length);
    for (const event of history) this.ledger.apply(event);
    this.telling = new Telling(journal, scratch, (event) => {
      this.tellListeners(event);
    });
    journal?.onHoldingBack(() => {
      for (const listener of this.holdingBackListeners) listener();
    });
  }

  get plan(): Shown<Plan> {
    return this.current as Shown<Plan>;
  }

  /** What the calls were written with. */
  get manifest(): Shown<Manifest> {
    return this.options.tools.redaction.record(this.options.run.header.manifest);
  }

  get state(): Shown<RunState> {
    return this.ledger.state as Shown<RunState>;
  }

  get record(): Shown<RunRecord> {
    return this.ledger.record as Shown<RunRecord>;
  }

  callState(call: number): Shown<CallState> | undefined {
    return call in this.current.calls ? (this.ledger.callState(call) as Shown<CallState>) : undefined;
  }

  subscribe(listener: (event: Shown<RunEvent>) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onHoldingBack(listener: () => void): () => void {
    this.holdingBackListeners.add(listener);
    return () => this.holdingBackListeners.delete(listener);
  }

  /**
   * Keeps an event, and tells of it. Gives the end of a call in which the result is read from where it was kept, if that is
   * the same as the one that the event has: then nobody need hold it in memory.
   */
  keepAndTell(event: RunEvent): CallEnded | undefined {
    const isEnd = event.type === "callEnded" || event.type === "attemptEnded";
    const isToBeKept = isEnd && this.current.calls[event.call]?.safety !== "readOnly";
    const shown = this.large.shown(event) ?? shownEvent(event, this.options.tools.redaction);
    const kept = this.telling.tellOnceKept(shown, isToBeKept);
    const isTheSame = kept !== shown && shown === event;
    return isTheSame && kept.type === "callEnded" ? kept : undefined;
  }

  /** Resolves when everything was told that has happened. */
  allTold(): Promise<void> {
    return this.telling.finished();
  }

  private tellListeners(event: Shown<RunEvent>): void {
    this.ledger.apply(event);
    this.current = planAfter(this.current, event);
    for (const listener of this.listeners) listener(event);
  }
}
