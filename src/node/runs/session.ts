import type { Engine } from "../../core/engine/engine";
import { planAfterAll } from "../../core/model/growth";
import type { Plan, PlanGrowth } from "../../core/model/plan";
import type { RunEvent } from "../../core/model/run";
import type { CallState, RunRecord, RunState } from "../../core/model/runState";
import type { RecordedTask } from "../../core/model/task";
import type { Shown } from "../../core/model/text/shown";
import { LargeResults } from "./documents/largeResults";
import { invokeThrough } from "./environment/invoking";
import { processAttention } from "./environment/processAttention";
import type { RunHeader } from "./journal/header";
import type { Refusal } from "./journal/writing/lease";
import type { RecordedRun } from "./recordedRun";
import { hasLostResult, lostEnding } from "./resumption/lostResult";
import { CheckedEdits } from "./session/checkedEdits";
import type { EditedCallsOptions } from "./session/editedCalls";
import { HeldRounds } from "./session/heldRounds";
import { IdleServers } from "./session/idleServers";
import { RememberedCalls } from "./session/rememberedCalls";
import { watchRestarts } from "./session/restarts";
import { sessionEngine } from "./session/sessionEngine";
import { ShownRun } from "./session/shownRun";
import type { SessionOptions } from "./sessionOptions";

/** A run and what it needs to go on: the engine, the tools that it calls, and the journal that keeps its events. */
export class RunSession implements RecordedRun {
  readonly header: RunHeader;
  readonly id: string;
  readonly title: Shown;
  readonly startedAt: number;
  /** The task that the calls come from, where a model wrote them. */
  task: RecordedTask | undefined;
  /** What everybody but its tools sees of it. */
  readonly shown: ShownRun;
  /** Calls are run with other arguments through it. */
  readonly edits: CheckedEdits;
  private readonly remembered: RememberedCalls;
  private readonly engine: Engine;
  private readonly rounds: HeldRounds;
  private readonly servers: IdleServers;
  private readonly unwatch: () => void;
  private round: Promise<void> = Promise.resolve();

  constructor(private readonly options: SessionOptions) {
    const { header, history = [] } = options.run;
    const { toolbox, redaction } = options.tools;
    const { journal, scratch } = options.keeping;
    const plan = planAfterAll(header.plan, history);
    const large = new LargeResults(redaction, (journal ?? scratch) !== undefined);
    const shown = new ShownRun(options, plan, large);
    const remembered = new RememberedCalls(plan, history);
    // Arguments of a kept run, and those edited in what was shown, may hold the mark of a secret in its place.
    const mayBeRedacted = (call: number): boolean => options.run.history !== undefined || this.edits.has(call);
    const engine = sessionEngine(options, {
      invoke: invokeThrough(toolbox.catalogue, journal, mayBeRedacted, large),
      emit: (event) => this.happened(event),
      history: remembered.events,
    });
    journal?.onRefused(() => engine.cancel());
    this.header = header;
    this.id = header.id;
    this.title = shown.title;
    this.startedAt = header.startedAt;
    this.shown = shown;
    this.remembered = remembered;
    this.engine = engine;
    this.rounds = new HeldRounds(journal);
    this.servers = new IdleServers(toolbox);
    const planned = { manifest: header.manifest, catalogue: toolbox.catalogue };
    const planning = (): EditedCallsOptions => ({ ...options.tools.planning(), ...planned });
    this.edits = new CheckedEdits({ shown, engine, remembered, planning, follow: (begin) => this.follow(begin) });
    const before = { plan, calls: history.length > 0 ? this.record.calls : [] };
    this.unwatch = watchRestarts(toolbox.sources, before, engine.sourceRestarted.bind(engine));
  }

  /** Without secrets, as all that is shown. */
  get plan(): Shown<Plan> {
    return this.shown.plan;
  }

  get state(): Shown<RunState> {
    return this.shown.state;
  }

  /** The same as its state, for whoever looks at each call once; nothing is built that stays. */
  get record(): Shown<RunRecord> {
    return this.shown.record;
  }

  /** One call as its events tell it; undefined when there is no such call. */
  callState(call: number): Shown<CallState> | undefined {
    return this.shown.callState(call);
  }

  get running(): boolean {
    const round = this.record.rounds.at(-1);
    if (this.task?.state.phase.kind === "working") return true;
    return round !== undefined && round.endedAtMs === undefined;
  }

  subscribe(listener: (event: Shown<RunEvent>) => void): () => void {
    return this.shown.subscribe(listener);
  }

  /** Why what happens in this run is not on disk at present, if it cannot be written. */
  get trouble(): unknown {
    return this.options.keeping.journal?.trouble;
  }

  get isHoldingBack(): boolean {
    return this.running && this.options.keeping.journal?.isHoldingBack === true;
  }

  onHoldingBack(listener: () => void): () => void {
    return this.shown.onHoldingBack(listener);
  }

  /** Why nothing more of this run can be run here, in the words of its journal; `undefined` when it can. */
  get refusal(): Refusal | undefined {
    return this.rounds.refusal;
  }

  /** Runs every call; resolves when all have ended. Never rejects. */
  start(): Promise<void> {
    return this.follow(() => this.engine.start());
  }

  /**
   * Runs these calls, and those skipped because of them, once more; of those that succeeded only ones whose result is lost.
   * Resolves when the round has ended; never rejects.
   */
  retry(calls: readonly number[]): Promise<void> {
    const again = this.remembered.withForgotten(this.plan, calls);
    return this.follow(() => {
      for (const call of again) if (hasLostResult(this.callState(call))) this.engine.replaceEnding(call, lostEnding);
      return this.engine.retry(again);
    });
  }

  /** Adds calls to a run that grows; those in `awaitingApproval` do not run before they are approved. */
  grow(growth: PlanGrowth, awaitingApproval?: ReadonlySet<number>): void {
    this.engine.grow(growth, awaitingApproval);
  }

  /** Says that no more calls will come: the run ends when those that there are have. */
  endGrowth(): void {
    this.engine.endGrowth();
  }

  /** Asks for the inputs that the calls use and that have no value yet; false when one was refused. */
  provideInputs(): Promise<boolean> {
    return this.options.tools.toolbox.provideInputs();
  }

  cancel(call?: number): void {
    if (call === undefined) this.task?.cancel();
    this.rounds.whenBegun(() => this.engine.cancel(call));
  }

  /** Lets calls run that await approval, or denies them. */
  approve(calls: readonly number[], decision: "allow" | "deny"): void {
    this.rounds.whenBegun(() => this.engine.approve(calls, decision));
  }

  /** Ends the servers of a run that nothing goes on in, though a retry would have found them as they are. */
  async endServers(): Promise<void> {
    if (!this.running) await this.servers.close();
  }

  /** Cancels what still runs, ends the servers and keeps the rest. */
  async close(): Promise<void> {
    this.cancel();
    this.unwatch();
    await Promise.all([this.round, this.servers.close()]);
    this.engine.dispose();
    await this.options.keeping.journal?.flush();
  }

  private follow(begin: () => Promise<void>): Promise<void> {
    this.servers.roundBegins();
    const unwatch = processAttention.watch();
    this.round = this.rounds.follow(begin).then(async () => {
      unwatch();
      await this.shown.allTold();
      await this.options.keeping.journal?.release();
      this.options.keeping.durations?.learn(this.plan, this.record);
      this.servers.roundEnded(this.record.rounds.at(-1)?.reason === "cancelled");
    });
    return this.round;
  }

  private happened(event: RunEvent): void {
    this.remembered.happened(event);
    this.edits.happened(event);
    if (event.type === "attemptReleased" && event.abandoned) {
      this.servers.abandoned(this.plan.calls[event.call]?.source ?? "");
    }
    const kept = this.shown.keepAndTell(event);
    if (kept !== undefined) this.engine.replaceEnding(kept.call, kept.ending);
  }
}
