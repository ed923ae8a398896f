import { availableParallelism } from "node:os";
import { createEngine, type Engine, type Invoke } from "../engine/engine";
import { ToolFailure } from "../model/failure";
import type { ResultCache } from "../engine/resultCache";
import { Ledger } from "../engine/ledger";
import type { JsonObject } from "../model/json";
import { planAfter } from "../model/growth";
import type { Manifest } from "../model/manifest";
import { OneAtATime } from "../model/oneAtATime";
import type { Plan, PlanGrowth } from "../model/plan";
import type { RunEvent } from "../model/run";
import type { RunState } from "../model/runState";
import type { RecordedTask } from "../model/task";
import { validateArguments } from "../plan/inputSchema";
import type { Catalogue } from "../tools/catalogue";
import { untilStarted } from "../tools/unlessAborted";
import type { Durations } from "./durations";
import { planEdited, type EditedCalls, type EditedCallsOptions } from "./editedCalls";
import type { JournalWriter, RunHeader } from "./journal";
import type { RecordedRun } from "./recordedRun";
import type { Redaction } from "./redaction/redactor";
import { boundedResult } from "./resultSize";
import { rememberedOf, whyNotWhole, withForgotten } from "./restoredRun";
import { endedBadly, withReasonIfNeeded } from "./retry";
import type { Toolbox } from "./toolbox";

export interface SessionOptions {
  readonly header: RunHeader;
  readonly toolbox: Toolbox;
  /** What edited arguments are planned with, as it is when they are: files and links may have changed since the start. */
  readonly planning: () => Pick<EditedCallsOptions, "defaults" | "environment">;
  /** What everybody but the tools sees of the run goes through it. */
  readonly redaction: Redaction;
  readonly journal?: JournalWriter;
  /** Where results of read-only calls that ask for it are kept for later runs with the same sources. */
  readonly cache?: ResultCache;
  /** What earlier runs took, and where this one's times are learned. */
  readonly durations?: Durations;
  /** The events of a run that was kept; empty for a new one. */
  readonly history?: readonly RunEvent[];
  readonly awaitingApproval?: ReadonlySet<number>;
  /** Calls are added while it runs: it ends once {@link RunSession.endGrowth} was called. */
  readonly growing?: boolean;
}

/** What came of retrying a call with edited arguments. */
export type EditedRetry = { readonly problems: readonly string[] } | { readonly round: Promise<void> };

/** After a round its servers stay up this long, so that a retry finds them, and what they remember, as they were. */
const idleBeforeCloseMs = 60_000;

/** A run and what it needs to go on: the engine, the tools that it calls, and the journal that keeps its events. */
export class RunSession implements RecordedRun {
  readonly id: string;
  readonly title: string;
  readonly startedAt: number;
  /** The task that the calls come from, where a model wrote them. */
  task: RecordedTask | undefined;
  private readonly redaction: Redaction;
  private shownPlan: Plan;
  /** The engine's state holds what tools returned, for references; this one is the same without secrets. */
  private readonly shown: Ledger;
  /** Calls of a kept run that succeeded and whose results the engine does not have. */
  private readonly forgotten: Set<number>;
  private readonly engine: Engine;
  private readonly listeners = new Set<(event: RunEvent) => void>();
  private readonly edits = new OneAtATime();
  private round: Promise<void> = Promise.resolve();
  private idleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: SessionOptions) {
    const { header } = options;
    this.id = header.id;
    this.startedAt = header.startedAt;
    this.redaction = options.redaction;
    this.title = this.redaction.text(header.title);
    const { history = [] } = options;
    const plan = history.reduce(planAfter, header.plan);
    this.shownPlan = this.redaction.value(plan);
    const { events, forgotten } = rememberedOf(plan, history);
    this.forgotten = new Set(forgotten);
    this.shown = new Ledger(header.plan.calls.length);
    for (const event of history) this.shown.apply(event);
    this.engine = createEngine(header.plan, {
      invoke: invokeThrough(options.toolbox.catalogue, (call) => this.mayBeRedacted(call)),
      emit: (event) => {
        this.told(event);
      },
      expandArguments: (args) => options.toolbox.expandArguments(args),
      cores: availableParallelism(),
      estimateMs: (call) => options.durations?.estimateMs(call),
      ...(options.cache && { cache: options.cache }),
      history: events,
      ...(options.awaitingApproval && { awaitingApproval: options.awaitingApproval }),
      ...(options.growing && { growing: true }),
    });
  }

  /** Without secrets, as all that is shown. */
  get plan(): Plan {
    return this.shownPlan;
  }

  /** What the calls were written with, without secrets. */
  get shownManifest(): Manifest {
    return this.redaction.value(this.header.manifest);
  }

  get header(): RunHeader {
    return this.options.header;
  }

  get state(): RunState {
    return this.shown.state;
  }

  get running(): boolean {
    const round = this.state.rounds.at(-1);
    if (this.task?.state.phase.kind === "working") return true;
    return round !== undefined && round.endedAtMs === undefined;
  }

  subscribe(listener: (event: RunEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Runs every call; resolves when all have ended. Never rejects. */
  start(): Promise<void> {
    return this.follow(this.engine.start());
  }

  /** Runs these calls, and those skipped because of them, once more; resolves when the round has ended. Never rejects. */
  retry(calls: readonly number[]): Promise<void> {
    return this.follow(this.engine.retry(withForgotten(this.plan, this.forgotten, calls)));
  }

  /**
   * Runs a call once more with other arguments, ordered by what they refer to and touch. Gives why it cannot run with them,
   * in words, or else the round that has begun. Looks tools up, which may start their servers.
   */
  retryEdited(call: number, args: JsonObject): Promise<EditedRetry> {
    return this.edits.run(async () => {
      const { changes, problems } = await this.planWith({ [call]: args });
      if (problems.length > 0) return { problems };
      if (!endedBadly(this.state, call)) return { problems: ["It has been run again meanwhile."] };
      this.engine.rewire(changes);
      const calls = withReasonIfNeeded(this.plan, this.state, call);
      const again = withForgotten(this.plan, this.forgotten, calls);
      return { round: this.follow(this.engine.retry(again, { [call]: args })) };
    });
  }

  /** Plans calls with edited arguments; one after another, since each must see what the one before it was edited to. */
  private planWith(edited: Readonly<Record<number, JsonObject>>): Promise<EditedCalls> {
    const { toolbox, planning, header } = this.options;
    const argumentsOf = (call: number): JsonObject =>
      edited[call] ?? this.state.calls[call]?.editedArguments ?? this.plan.calls[call]?.arguments ?? {};
    return planEdited(this.plan, argumentsOf, new Set(Object.keys(edited).map(Number)), {
      ...planning(),
      manifest: header.manifest,
      catalogue: toolbox.catalogue,
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
    return this.options.toolbox.provideInputs();
  }

  cancel(call?: number): void {
    if (call === undefined) this.task?.cancel();
    this.engine.cancel(call);
  }

  /** Lets calls run that await approval, or denies them. */
  approve(calls: readonly number[], decision: "allow" | "deny"): void {
    this.engine.approve(calls, decision);
  }

  /** Lets calls run that await approval with other arguments, ordered by what these refer to and touch. */
  approveEdited(edited: Readonly<Record<number, JsonObject>>): Promise<void> {
    return this.edits.run(async () => {
      const { changes, problems } = await this.planWith(edited);
      // Where something is wrong with them, the calls say so when they run.
      if (problems.length === 0) this.engine.rewire(changes);
      this.engine.approve(Object.keys(edited).map(Number), "allow", edited);
    });
  }

  /** Resolves when no round goes on and everything is kept. */
  async settled(): Promise<void> {
    await this.round;
    await this.options.journal?.flush();
  }

  /** Cancels what still runs, ends the servers and keeps the rest. */
  async close(): Promise<void> {
    clearTimeout(this.idleTimer);
    this.task?.cancel();
    this.engine.cancel();
    await Promise.all([this.round, this.options.toolbox.catalogue.close()]);
    this.engine.dispose();
    await this.options.journal?.flush();
  }

  private follow(round: Promise<void>): Promise<void> {
    clearTimeout(this.idleTimer);
    this.round = round.then(() => {
      this.options.durations?.learn(this.plan, this.state);
      this.closeWhenIdle();
    });
    return this.round;
  }

  private closeWhenIdle(): void {
    const cancelled = this.state.rounds.at(-1)?.reason === "cancelled";
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => void this.options.toolbox.catalogue.close(), cancelled ? 0 : idleBeforeCloseMs);
    this.idleTimer.unref();
  }

  private told(event: RunEvent): void {
    if (event.type === "callEnded" && event.ending.outcome === "succeeded") this.forgotten.delete(event.call);
    const shown = isBare(event) ? event : this.redaction.value(event);
    this.shown.apply(shown);
    this.shownPlan = planAfter(this.shownPlan, shown);
    this.options.journal?.append(shown);
    for (const listener of this.listeners) listener(shown);
  }

  /** Arguments of a kept run, and those edited in what was shown, may hold the mark of a secret in its place. */
  private mayBeRedacted(call: number): boolean {
    return this.options.history !== undefined || this.shown.moreOf(call)?.editedArguments !== undefined;
  }
}

/** Whether an event has nothing in it that came from outside. These are most of them, and looking for secrets costs. */
function isBare(event: RunEvent): boolean {
  return event.type === "callReady" || (event.type === "attemptStarted" && event.arguments === undefined);
}

/**
 * Calls tools of the catalogue, with arguments checked once more now that their references are filled in: by the schema,
 * and that no mark stands in them where a secret was.
 */
function invokeThrough(catalogue: Catalogue, mayBeRedacted: (call: number) => boolean): Invoke {
  const schemas = new Map<string, JsonObject | undefined>();
  const lookUps = new Map<string, Promise<JsonObject | undefined>>();

  /** Shared by all calls of a tool that start together, so that none of them may stop it. */
  const lookedUp = (tool: string): Promise<JsonObject | undefined> => {
    const lookUp = lookUps.get(tool) ?? schemaOf(catalogue, tool).finally(() => lookUps.delete(tool));
    lookUps.set(tool, lookUp);
    return lookUp;
  };

  return async (call, args, context) => {
    const key = `${call.source}/${call.toolName}`;
    if (!schemas.has(key)) schemas.set(key, await untilStarted(lookedUp(key), context));
    const schema = schemas.get(key);
    const problem =
      (mayBeRedacted(call.index) ? whyNotWhole(args) : undefined) ?? (schema && validateArguments(schema, args));
    if (problem !== undefined) throw new ToolFailure("invalidArguments", problem, { reachedTool: false });
    return boundedResult(await catalogue.call(call.source, call.toolName, args, context), call.tool);
  };
}

async function schemaOf(catalogue: Catalogue, tool: string): Promise<JsonObject | undefined> {
  const [lookup] = await catalogue.lookUp([{ tool }]);
  if (lookup?.kind === "unavailable") throw new ToolFailure("unavailable", lookup.reason, { reachedTool: false });
  return lookup?.kind === "found" ? lookup.tool.inputSchema : undefined;
}
