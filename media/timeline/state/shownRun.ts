import { shortCallName } from "../../../src/core/model/callName";
import { stateOrders, type StateOrder } from "../../../src/core/model/figures/stateOrder";
import { Ledger, type RunCourse } from "../../../src/core/model/record/ledger";
import type { Arrow, PlannedLimit } from "../../../src/core/model/plan";
import type { RunEvent } from "../../../src/core/model/run";
import type { CallState } from "../../../src/core/model/runState";
import type { TaskState } from "../../../src/core/model/task";
import type { HostMessage } from "../../../src/protocol/hostMessage";
import type { MoreCalls, RunSnapshot } from "../../../src/protocol/snapshot";
import { Activity } from "./run/activity";
import { Analysing, type AnalysedPlan } from "./run/analysis";
import { CallTable, packedCalls, type ShownPlanned } from "./run/callTable";
import { EdgeTable } from "./run/edgeTable";
import { Tally } from "./run/tally";

/** A call as its row needs it. */
export interface ShownCall {
  readonly planned: ShownPlanned;
  readonly state: CallState;
  readonly argumentPreview: string;
}

/** How many calls are kept as they were seen: more than there are rows in view. */
const mostSeen = 1000;

/** The run in the panel: the host's snapshot, the calls that followed, and every patch since folded into them. */
export class ShownRun {
  readonly runId: string;
  readonly title: string;
  readonly startedAt: number;
  readonly maxConcurrency: number;
  readonly edges = new EdgeTable();
  /** What calls are limited by beside that, by name. */
  readonly limits = new Map<string, PlannedLimit>();
  /** How many calls stand how. */
  readonly tally = new Tally();
  /** When which attempts ran. */
  readonly activity = new Activity();
  /** Another window or process runs it. */
  readonly isElsewhere: boolean;
  /** How many calls there are, also those that are still to come. */
  callCount: number;
  /** What happens in it cannot be written to disk at present. */
  isNotKept: boolean;
  /** Calls that may change something wait for that. */
  isHoldingBack: boolean;
  /** The task that the calls come from, where a model wrote them. */
  task: TaskState | undefined;
  /** What is kept in order because of what sources keep. */
  orders: readonly StateOrder[] = [];
  /** Of the run as it is: another one after each change. */
  analysing: Analysing;
  /** Counts up with every change, for whatever is worth computing only once a change. */
  version = 0;
  private readonly calls = new CallTable();
  /** Calls that were looked at and have not changed since. */
  private readonly seen = new Map<number, ShownCall>();
  private readonly ledger: Ledger;
  private readonly beneathState: readonly Arrow[];
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
    this.maxConcurrency = snapshot.maxConcurrency;
    this.callCount = snapshot.callCount;
    this.ledger = new Ledger(0, snapshot.course);
    this.beneathState = snapshot.beneathState ?? [];
    this.isElsewhere = snapshot.isElsewhere ?? false;
    this.isNotKept = snapshot.isNotKept ?? false;
    this.isHoldingBack = snapshot.isHoldingBack ?? false;
    this.task = snapshot.task;
    this.add(snapshot);
    this.analysing = this.newAnalysis();
    this.hostNowMs = snapshot.nowMs;
    this.heardAtMs = clock();
  }

  /** Takes in calls that follow; those of another run, or that do not follow upon those that are here, are ignored. */
  applyCalls(message: Extract<HostMessage, { type: "calls" }>): void {
    if (message.runId !== this.runId || message.calls.from !== this.calls.length) return;
    this.callCount = message.callCount;
    this.add(message);
    this.analysing = this.newAnalysis();
    this.version++;
  }

  private add({ calls, limits, edges }: MoreCalls): void {
    for (const { calls: more, ...limit } of limits) {
      const before = this.limits.get(limit.name)?.calls ?? [];
      this.limits.set(limit.name, { ...limit, calls: [...before, ...more] });
    }
    const from = this.calls.length;
    this.calls.add(calls);
    this.ledger.add(packedCalls(calls));
    this.edges.add(edges);
    if (this.edges.hasStateEdges) this.orders = stateOrders(this.plan());
    for (let index = from; index < this.calls.length; index++) {
      const call = this.ledger.callState(index);
      this.tally.set(call);
      this.activity.add(call);
    }
  }

  /** Folds a patch into the run; one of another run is ignored. */
  apply(patch: Extract<HostMessage, { type: "patch" }>): void {
    if (patch.runId !== this.runId) return;
    for (const event of patch.events) this.applyOne(event);
    for (const [call, preview] of Object.entries(patch.argumentPreviews)) {
      this.calls.edit(Number(call), preview);
      this.seen.delete(Number(call));
    }
    this.analysing = this.newAnalysis();
    this.isNotKept = patch.isNotKept ?? false;
    this.isHoldingBack = patch.isHoldingBack ?? false;
    this.hostNowMs = patch.nowMs;
    this.heardAtMs = this.clock();
    this.version++;
  }

  /** What happened to calls that are still to come is in their columns. */
  private applyOne(told: RunEvent): void {
    const isHere = (call: number) => call < this.calls.length;
    const event = told.type === "roundStarted" ? { ...told, calls: told.calls.filter(isHere) } : told;
    const changed = changedCalls(event);
    if ("call" in event) {
      const before = this.callState(event.call);
      if (before === undefined) return;
      this.activity.hear(event, before);
    }
    this.ledger.apply(event);
    for (const index of changed) {
      this.seen.delete(index);
      this.tally.set(this.ledger.callState(index));
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
    const round = this.course.rounds.at(-1);
    return round !== undefined && round.endedAtMs === undefined;
  }

  /** Milliseconds since the run began, by the host's clock; for a run that has ended, the time of its last event. */
  get nowMs(): number {
    if (!this.isLive) return this.lastMs;
    return Math.max(this.lastMs, this.hostNowMs + this.clock() - this.heardAtMs);
  }

  /** The time of the newest thing that is known to have happened. */
  private get lastMs(): number {
    return Math.max(this.course.atMs, this.task?.modelCalls.at(-1)?.endedAtMs ?? 0);
  }

  /** The run apart from its calls: its rounds, and what became of limits and sources. */
  get course(): Readonly<RunCourse> {
    return this.ledger.course;
  }

  /** Whether all calls are here. */
  get isComplete(): boolean {
    return this.calls.length >= this.callCount;
  }

  /** How a call stands; undefined for one that is still to come. */
  callState(index: number): CallState | undefined {
    return index >= 0 && index < this.calls.length ? this.ledger.callState(index) : undefined;
  }

  planned(index: number): ShownPlanned | undefined {
    return this.calls.planned(index);
  }

  /** The same object until something happens to the call, as long as it is looked at often. */
  call(index: number): ShownCall | undefined {
    const known = this.seen.get(index);
    if (known !== undefined) return known;
    const planned = this.calls.planned(index);
    const state = this.callState(index);
    if (planned === undefined || state === undefined) return undefined;
    const call = { planned, state, argumentPreview: this.calls.preview(index) };
    if (this.seen.size >= mostSeen) this.seen.clear();
    this.seen.set(index, call);
    return call;
  }

  /** The call that a person has given an id. */
  callOfId(id: string): ShownCall | undefined {
    for (let call = 0; call < this.calls.length; call++) if (this.calls.idOf(call) === id) return this.call(call);
    return undefined;
  }

  /** Whether a call has each of these words, in lower case, in its id, its tool or its shown arguments. */
  having(words: readonly string[]): (call: number) => boolean {
    const marks = words.map((word) => this.calls.having(word));
    return (call) => marks.every((each) => each[call] === 1);
  }

  /** How a call is called in sentences: its id, else its place. */
  nameOf(index: number): string {
    const id = this.calls.idOf(index);
    return shortCallName(id === "" ? { index } : { index, id });
  }

  private newAnalysis(): Analysing {
    return new Analysing(this.calls.length, () => this.plan(), this.ledger.record);
  }

  /** All calls and edges, made for whoever looks at each once. */
  private plan(): AnalysedPlan {
    const calls = Array.from({ length: this.calls.length }, (_, index) => this.calls.planned(index)).filter(
      (call) => call !== undefined,
    );
    const { beneathState, maxConcurrency } = this;
    return { calls, edges: this.edges.all(), beneathState, maxConcurrency, limits: [...this.limits.values()] };
  }
}

function changedCalls(event: RunEvent): readonly number[] {
  if ("call" in event) return [event.call];
  return event.type === "roundStarted" ? event.calls : [];
}
