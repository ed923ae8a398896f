import { join } from "node:path";
import * as vscode from "vscode";
import { messageOf } from "../../core/model/failure";
import type { Problem, TextRange } from "../../core/model/manifest";
import { WordedError } from "../../core/model/text/wording";
import type { Origin } from "../../core/model/origin";
import { CheckThread, type CheckOutcome } from "../../node/runs/checking/checkThread";
import { listedSources } from "../../node/runs/checking/listedSources";
import { originOfDocument } from "../window/documentOrigin";
import { Durations } from "../../node/runs/environment/durations";
import { interruptionEvents } from "../../node/runs/resumption/interruption";
import { Journal, newRunId } from "../../node/runs/journal/journal";
import { moveOldRuns } from "../../node/runs/journal/migration";
import { prepare, reopen, type Prepared } from "../../node/runs/prepare";
import type { RecordedRun } from "../../node/runs/recordedRun";
import type { RunsOptions } from "./runsOptions";
import { textOf } from "../window/documentText";
import { keptTask, withoutSecrets } from "../../node/runs/restoredRun";
import { ResultCaches } from "../../node/runs/resultCaches";
import { remainingCalls } from "../../node/runs/retry";
import type { RunSession } from "../../node/runs/session";
import { ViewedRuns } from "../../node/runs/viewedRuns";
import { sayHoldingBack, sayNotKept, UnreadableRuns } from "./keepingMessages";

/** What the calls of a run are read from. */
export interface RunSource {
  readonly document: vscode.TextDocument;
  readonly within?: TextRange;
  readonly title: string;
}

/** What a run is made with beside what was prepared for it. */
interface BeginOptions {
  readonly title: string;
  /** Absent for calls that stand in no document. */
  readonly source?: RunSource;
  readonly awaitingApproval?: ReadonlySet<number>;
  /** Calls are added to it, and none are there yet: the run of a task. */
  readonly growing?: boolean;
}

/** In characters: what is longer is tried in a thread of its own before the host reads it. */
const quicklyRead = 100_000;

/** A text takes more time or memory than one may. The message is for people. */
export class TextTooLarge extends WordedError {}

/** So many of the newest runs keep their servers up for a retry. */
const runsWithServers = 3;

/** The runs of this window: it begins them, finds kept ones again, and tells menus what can be done. */
export class Runs implements vscode.Disposable {
  private readonly sessions = new Map<string, RunSession>();
  private readonly journal: Journal;
  readonly durations = new Durations();
  private readonly durationsFile: string;
  private readonly caches = new ResultCaches();
  private readonly checks = new CheckThread();
  private readonly unreadable = new UnreadableRuns();
  private newest: RunSession | undefined;
  /** Resolves when the runs of earlier versions are where runs are kept now. */
  private readonly moved: Promise<void>;

  constructor(private readonly options: RunsOptions) {
    const { workspace } = options;
    this.journal = new Journal(options.runsFolder, this.notKept, {
      keeper: { by: "editor", ...(workspace !== undefined && { workspace }) },
      isSynced: () => options.syncRuns(),
      onHoldingBack: sayHoldingBack,
    });
    this.moved = moveOldRuns(options.folder, this.journal)
      .catch(this.logError)
      .then(() => this.journal.prune(options.keepRuns()));
    this.durationsFile = join(options.folder, "durations.json");
    void this.durations.load(this.durationsFile);
  }

  /** The run begun last, also if that was before the window was reloaded. */
  async latest(): Promise<RunSession | undefined> {
    await this.moved;
    const kept = this.newest === undefined ? (await this.journal.ids()).at(-1) : undefined;
    return kept === undefined ? this.newest : this.get(kept);
  }

  /**
   * Reads, looks up and plans what a document says, in a trusted workspace with its servers. Rejects when `signal`
   * is aborted, and with the reason when the text takes too much to be read.
   */
  async prepare(source: RunSource, signal: AbortSignal): Promise<Prepared> {
    if (source.document.getText().length > quicklyRead) {
      const outcome = await this.checkApart(source, `prepare ${source.document.uri.toString()}`);
      if (outcome.kind === "tooMuch") throw new TextTooLarge(outcome);
      signal.throwIfAborted();
    }
    return this.prepareDocument(source, vscode.workspace.isTrusted ? "start" : "leave", signal);
  }

  /**
   * What can be said of a document without starting a server: of its form, references, cycles and built-in tools. It is
   * found in a thread of its own. Undefined when a newer text of the document is being checked.
   */
  async quickProblems(document: vscode.TextDocument): Promise<readonly Problem[] | undefined> {
    const outcome = await this.checkApart({ document }, document.uri.toString());
    switch (outcome.kind) {
      case "superseded":
        return undefined;
      case "tooMuch": {
        const { message, wording } = outcome;
        return [{ severity: "warning", message, wording, range: { offset: 0, length: 0 } }];
      }
      case "checked":
        return this.options.redaction.record(outcome.problems);
    }
  }

  /** Makes a run of what was prepared; it starts when it is told to. */
  begin(prepared: Prepared, { title, source, awaitingApproval, growing = false }: BeginOptions): RunSession {
    const startedAt = Date.now();
    const { plan, ...rest } = prepared.header(newRunId(startedAt), title, startedAt);
    const header = {
      ...rest,
      plan: growing ? { ...plan, calls: [], edges: [], limits: [] } : plan,
      ...(source && {
        source: { uri: source.document.uri.toString(), ...(source.within && { within: source.within }) },
      }),
    };
    const shownHeader = withoutSecrets(header, this.options.redaction);
    const journal = this.journal.create(shownHeader);
    this.forgetOld();
    const run = { header, shownHeader, growing, ...(awaitingApproval && { awaitingApproval }) };
    return this.adopt(prepared.session(run, { ...this.shared, journal }));
  }

  /** Reads what stands in no document: calls of a model, or what tasks can use of a manifest or else of the workspace. */
  async prepareText(uri: vscode.Uri, text: string, origin: Origin, signal: AbortSignal): Promise<Prepared> {
    const environment = await this.options.environmentOf({ uri });
    return prepare({ text, origin, environment, servers: "start", signal });
  }

  /** Keeps what is known of a run's task. */
  keepTask({ id, task }: RunSession): Promise<void> {
    return task === undefined ? Promise.resolve() : this.journal.keepTask(id, task.state);
  }

  /** The run with this id: of this window, or as it was kept. */
  async get(id: string): Promise<RunSession | undefined> {
    const known = this.sessions.get(id);
    if (known?.refusal === undefined && known !== undefined) return known;
    if (known !== undefined) this.forget(known);
    await this.moved;
    const kept = (await this.isElsewhere(id)) ? undefined : await this.journal.read(id);
    if (kept === undefined) {
      this.unreadable.sayOnce(await this.journal.unreadable(id));
      return this.sessions.get(id);
    }
    const { header } = kept;
    const uri = vscode.Uri.parse(header.source?.uri ?? header.file ?? "untitled:run");
    const [environment, text, task] = await Promise.all([
      this.options.environmentOf({ uri }),
      textOf(uri),
      this.journal.readTask(id),
    ]);
    const meanwhile = this.sessions.get(id);
    if (meanwhile !== undefined) return meanwhile;
    const interrupted = interruptionEvents(header.plan, kept.events);
    const journal = this.journal.resume(id, { knownWriters: kept.writers, missing: interrupted });
    const run = { header, history: kept.events.append(interrupted) };
    const session = reopen(run, environment, text, { ...this.shared, journal });
    if (task !== undefined) session.task = keptTask(task);
    return this.adopt(session);
  }

  /** What the timeline shows: also runs that go on elsewhere, which `onOver` is told of when they do no more. */
  viewed(onOver: (id: string) => void): ViewedRuns {
    return new ViewedRuns(this, this.journal, onOver);
  }

  /** Whether another window or process runs it. */
  async isElsewhere(id: string): Promise<boolean> {
    return this.sessions.get(id)?.running !== true && (await this.journal.holder(id)) !== undefined;
  }

  /** Says once where the newest of all runs, which may be one of this workspace, cannot be read. */
  async tellOfUnreadable(): Promise<void> {
    await this.moved;
    this.unreadable.sayOnce(await this.journal.newestUnreadable());
  }

  /** The newest run of this workspace, if its window or process died over it and it has calls that can be run. */
  async interrupted(): Promise<RunSession | undefined> {
    await this.moved;
    const id = (await this.journal.ids()).at(-1);
    if (id === undefined || !(await this.journal.wasCutOff(id))) return undefined;
    const session = await this.get(id);
    return session !== undefined && remainingCalls(session.state).length > 0 ? session : undefined;
  }

  /** The runs of this window that go on. */
  running(): readonly RunSession[] {
    return [...this.sessions.values()].filter((session) => session.running);
  }

  /** The runs of this window, newest first. */
  recent(): readonly RecordedRun[] {
    return [...this.sessions.values()].sort((one, other) => other.startedAt - one.startedAt);
  }

  /** Resolves when every run has been cancelled, its servers have ended and its events are on disk. */
  async close(): Promise<void> {
    await Promise.all([...this.sessions.values()].map((session) => session.close()));
    await this.durations.save(this.durationsFile).catch(this.logError);
  }

  dispose(): void {
    this.checks.dispose();
    void this.close();
  }

  private async checkApart(
    { document, within }: Pick<RunSource, "document" | "within">,
    key: string,
  ): Promise<CheckOutcome> {
    const { places, defaults, tools = {} } = await this.options.environmentOf(document);
    return this.checks.check(key, {
      text: document.getText(),
      origin: originOfDocument(document, within),
      places,
      defaults,
      lists: tools.lists ?? {},
      sources: await listedSources(tools.extraSources),
      ...(within && { within }),
    });
  }

  private async prepareDocument(
    { document, within }: Pick<RunSource, "document" | "within">,
    servers: "start" | "leave",
    signal?: AbortSignal,
  ): Promise<Prepared> {
    const environment = await this.options.environmentOf(document);
    const text = document.getText();
    const origin = originOfDocument(document, within);
    return prepare({ text, origin, environment, servers, ...(signal && { signal }), ...(within && { within }) });
  }

  private readonly shared = {
    durations: this.durations,
    cacheFor: (sourcesKey: string) => this.caches.for(sourcesKey),
  };

  private forgetOld(): void {
    for (const { id } of this.recent().slice(this.options.keepRuns())) {
      const session = this.sessions.get(id);
      if (session !== undefined && !session.running) this.forget(session);
    }
  }

  private forget(session: RunSession): void {
    this.sessions.delete(session.id);
    if (this.newest === session) this.newest = undefined;
    void session.close();
  }

  private adopt(session: RunSession): RunSession {
    this.sessions.set(session.id, session);
    for (const { id } of this.recent().slice(runsWithServers)) void this.sessions.get(id)?.endServers();
    if (this.newest === undefined || session.startedAt >= this.newest.startedAt) this.newest = session;
    session.subscribe((event) => {
      if (event.type === "roundStarted" || event.type === "roundEnded") this.tellMenus();
      // It reads all that are kept, so that calls would wait for it while they run.
      if (event.type === "roundEnded") void this.journal.prune(this.options.keepRuns());
    });
    this.tellMenus();
    return session;
  }

  private readonly logError = (error: unknown): void => {
    this.options.log.error(`A run could not be kept on disk. ${messageOf(error)}`);
  };

  private readonly notKept = (error: unknown): void => {
    this.logError(error);
    sayNotKept(error);
  };

  private tellMenus(): void {
    setContext("parallelTools.running", this.running().length > 0);
  }
}

function setContext(key: string, value: boolean): void {
  void vscode.commands.executeCommand("setContext", key, value);
}
