import { planAfter } from "../../core/model/growth";
import type { Plan } from "../../core/model/plan";
import type { RunEvent } from "../../core/model/run";
import { applyEvent, initialRunState, type CallState, type RunRecord, type RunState } from "../../core/model/runState";
import { ownWords, type Shown } from "../../core/model/text/shown";
import type { RecordedTask } from "../../core/model/task";
import type { RunHeader } from "./journal/header";
import type { RecordedRun } from "./recordedRun";

/** Where a run that somebody else writes is read from. */
export interface FollowedSource {
  /** Gives each event that has come since the last time. */
  read(take: (event: Shown<RunEvent>) => void): Promise<void>;
  /** Whether somebody still writes it. */
  isLive(): Promise<boolean>;
  close(): Promise<void>;
}

/** How often it is looked whether there is more, in milliseconds. */
const lookEveryMs = 400;

/**
 * A run that another window or process runs, as its journal tells. Nothing can be asked of it here: it is cancelled and
 * retried where it runs.
 */
export class FollowedRun implements RecordedRun {
  readonly isElsewhere = true;
  readonly task: RecordedTask | undefined = undefined;
  readonly state: Shown<RunState>;
  private shownPlan: Plan;
  private readonly listeners = new Set<(event: Shown<RunEvent>) => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isClosed = false;

  constructor(
    private readonly header: Shown<RunHeader>,
    private readonly source: FollowedSource,
    /** Told once, when nobody writes the run any more. */
    private readonly onOver: () => void,
  ) {
    this.shownPlan = header.plan;
    this.state = ownWords(initialRunState(header.plan.calls.length));
  }

  get id(): string {
    return this.header.id;
  }

  get title(): Shown {
    return this.header.title as Shown;
  }

  get startedAt(): number {
    return this.header.startedAt;
  }

  get plan(): Shown<Plan> {
    return this.shownPlan as Shown<Plan>;
  }

  get record(): Shown<RunRecord> {
    return this.state;
  }

  callState(call: number): Shown<CallState> | undefined {
    return this.state.calls[call] as Shown<CallState> | undefined;
  }

  /** Resolves when all that was written so far is in the state. */
  async begin(): Promise<void> {
    await this.readOn();
  }

  subscribe(listener: (event: Shown<RunEvent>) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  cancel(): void {
    // It runs elsewhere.
  }

  retry(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.source.close();
  }

  private async readOn(): Promise<void> {
    // Asked first: what is written before somebody stops is then read below.
    const isLive = await this.source.isLive();
    await this.source.read((event) => {
      applyEvent(this.state, event);
      this.shownPlan = planAfter(this.shownPlan, event);
      for (const listener of this.listeners) listener(event);
    });
    if (this.isClosed) return;
    if (isLive) this.timer = setTimeout(() => void this.readOn(), lookEveryMs);
    else {
      await this.close();
      this.onOver();
    }
  }
}
