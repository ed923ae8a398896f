import { shortCallName } from "../../../src/core/model/callName";
import { stateOrders, type StateOrder } from "../../../src/core/model/figures/stateOrder";
import type { PlannedCall } from "../../../src/core/model/plan";
import type { RunEvent } from "../../../src/core/model/run";
import { applyEvent, type CallState, type RunState } from "../../../src/core/model/runState";
import type { TaskState } from "../../../src/core/model/task";
import type { HostMessage } from "../../../src/protocol/hostMessage";
import type { RunSnapshot, ShownPlan } from "../../../src/protocol/snapshot";
import { Activity } from "./activity";
import { Analysing } from "./analysis";
import { createRelations, type Relations } from "./relations";
import { Tally } from "./tally";

/** A call as its row needs it. */
export interface ShownCall {
  readonly planned: PlannedCall;
  readonly state: CallState;
  readonly argumentPreview: string;
}

/** The run in the panel: the host's snapshot with every patch since folded into it. */
export class ShownRun {
  readonly runId: string;
  readonly title: string;
  readonly startedAt: number;
  readonly plan: ShownPlan;
  readonly state: RunState;
  readonly relations: Relations;
  /** What is kept in order because of what sources keep. */
  readonly orders: readonly StateOrder[];
  /** How many calls stand how. */
  readonly tally = new Tally();
  /** When which attempts ran. */
  readonly activity = new Activity();
  /** Another window or process runs it. */
  readonly isElsewhere: boolean;
  /** What happens in it cannot be written to disk at present. */
  isNotKept: boolean;
  /** Calls that may change something wait for that. */
  isHoldingBack: boolean;
  /** The task that the calls come from, where a model wrote them. */
  task: TaskState | undefined;
  /** Of the run as it is: another one after each change. */
  analysing: Analysing;
  /** Counts up with every change, for whatever is worth computing only once a change. */
  version = 0;
  private readonly argumentPreviews: string[];
  /** What is searched in a call, once somebody has. */
  private readonly searchTexts: (string | undefined)[] = [];
  private hostNowMs: number;
  private heardAtMs: number;

  /** `clock` gives milliseconds from any start and never goes back. */
  constructor(
    snapshot: RunSnapshot,
    private readonly clock: () => number,
  ) {
    this.runId = snapshot.runId;
    this.title = snapshot.title;
    this.startedAt = snapshot.startedAt;
    this.plan = snapshot.plan;
    this.state = snapshot.state;
    this.isElsewhere = snapshot.isElsewhere ?? false;
    this.isNotKept = snapshot.isNotKept ?? false;
    this.isHoldingBack = snapshot.isHoldingBack ?? false;
    this.task = snapshot.task;
    this.argumentPreviews = [...snapshot.argumentPreviews];
    this.relations = createRelations(snapshot.plan.edges);
    this.orders = stateOrders(snapshot.plan);
    this.analysing = new Analysing(this.plan, this.state);
    for (const call of snapshot.state.calls) {
      this.tally.set(call);
      this.activity.add(call);
    }
    this.hostNowMs = snapshot.nowMs;
    this.heardAtMs = clock();
  }

  /** Folds a patch into the run; one of another run is ignored. */
  apply(patch: Extract<HostMessage, { type: "patch" }>): void {
    if (patch.runId !== this.runId) return;
    for (const event of patch.events) this.applyOne(event);
    for (const [call, preview] of Object.entries(patch.argumentPreviews)) {
      this.argumentPreviews[Number(call)] = preview;
      this.searchTexts[Number(call)] = undefined;
    }
    this.analysing = new Analysing(this.plan, this.state);
    this.isNotKept = patch.isNotKept ?? false;
    this.isHoldingBack = patch.isHoldingBack ?? false;
    this.hostNowMs = patch.nowMs;
    this.heardAtMs = this.clock();
    this.version++;
  }

  private applyOne(event: RunEvent): void {
    const before = "call" in event ? this.state.calls[event.call] : undefined;
    applyEvent(this.state, event);
    if (before !== undefined && "call" in event) this.activity.hear(event, before);
    for (const index of changedCalls(event)) {
      const call = this.state.calls[index];
      if (call) this.tally.set(call);
    }
  }

  /** Takes in what is known of the task by now; that of another run is ignored. */
  applyTask(message: Extract<HostMessage, { type: "task" }>): void {
    if (message.runId !== this.runId) return;
    this.task = message.task;
    this.hostNowMs = message.nowMs;
    this.heardAtMs = this.clock();
    this.version++;
  }

  /** Whether a round of work goes on, or the model is at work. */
  get isLive(): boolean {
    if (this.task?.phase.kind === "working") return true;
    const round = this.state.rounds.at(-1);
    return round !== undefined && round.endedAtMs === undefined;
  }

  /** Milliseconds since the run began, by the host's clock; for a run that has ended, the time of its last event. */
  get nowMs(): number {
    if (!this.isLive) return this.lastMs;
    return Math.max(this.lastMs, this.hostNowMs + this.clock() - this.heardAtMs);
  }

  /** The time of the newest thing that is known to have happened. */
  private get lastMs(): number {
    return Math.max(this.state.atMs, this.task?.modelCalls.at(-1)?.endedAtMs ?? 0);
  }

  get callCount(): number {
    return this.plan.calls.length;
  }

  call(index: number): ShownCall | undefined {
    const planned = this.plan.calls[index];
    const state = this.state.calls[index];
    return planned && state && { planned, state, argumentPreview: this.argumentPreviews[index] ?? "" };
  }

  callState(index: number): CallState | undefined {
    return this.state.calls[index];
  }

  /** What can be found in a call, in lower case: its id, its tool and its shown arguments. */
  searchText(index: number): string {
    return (this.searchTexts[index] ??= searchedIn(this.call(index)));
  }

  /** How a call is called in sentences: its id, else its place. */
  nameOf(index: number): string {
    return shortCallName(this.plan.calls[index] ?? { index });
  }
}

function changedCalls(event: RunEvent): readonly number[] {
  if ("call" in event) return [event.call];
  return event.type === "roundStarted" ? event.calls : [];
}

function searchedIn(call: ShownCall | undefined): string {
  if (call === undefined) return "";
  const { id = "", tool, source, toolName } = call.planned;
  return `${id} ${tool} ${source}/${toolName} ${call.argumentPreview}`.toLowerCase();
}
