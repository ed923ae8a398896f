import { join } from "node:path";
import * as vscode from "vscode";
import { ResultCache } from "../engine/resultCache";
import { messageOf } from "../model/failure";
import type { Problem, TextRange } from "../model/manifest";
import { Durations } from "./durations";
import type { RunEnvironment } from "./environment";
import { interruptionEvents } from "./interruption";
import { Journal, newRunId } from "./journal";
import { prepare, reopen, type Prepared } from "./prepare";
import type { RecordedRun } from "./recordedRun";
import type { Redaction } from "./redaction/redactor";
import { keptTask } from "./keptTask";
import { withoutSecrets } from "./restoredRun";
import type { RunSession } from "./session";

/** What the calls of a run are read from. */
export interface RunSource {
  readonly document: vscode.TextDocument;
  readonly within?: TextRange;
  readonly title: string;
}

export interface RunsOptions {
  /** Where runs are kept. */
  readonly folder: string;
  readonly log: vscode.LogOutputChannel;
  environmentOf(document: Pick<vscode.TextDocument, "uri">): Promise<RunEnvironment>;
  keepRuns(): number;
  /** What is kept goes through it. */
  readonly redaction: Redaction;
}

/** The runs of this window: it begins them, finds kept ones again, and tells menus what can be done. */
export class Runs implements vscode.Disposable {
  private readonly sessions = new Map<string, RunSession>();
  private readonly journal: Journal;
  private readonly durations = new Durations();
  private readonly durationsFile: string;
  private readonly caches = new Map<string, ResultCache>();
  private newest: RunSession | undefined;

  constructor(private readonly options: RunsOptions) {
    this.journal = new Journal(options.folder, this.logError);
    void this.journal.prune(options.keepRuns());
    this.durationsFile = join(options.folder, "durations.json");
    void this.durations.load(this.durationsFile);
  }

  /** The run begun last, also if that was before the window was reloaded. */
  async latest(): Promise<RunSession | undefined> {
    const kept = this.newest === undefined ? (await this.journal.ids()).at(-1) : undefined;
    return kept === undefined ? this.newest : this.get(kept);
  }

  /**
   * Reads, looks up and plans what a document says, in a trusted workspace with its servers. Rejects only when `signal`
   * is aborted.
   */
  async prepare(source: RunSource, signal: AbortSignal): Promise<Prepared> {
    return this.prepareDocument(source, vscode.workspace.isTrusted ? "start" : "leave", signal);
  }

  /** What can be said of a document without starting a server: of its form, references, cycles and built-in tools. */
  async quickProblems(document: vscode.TextDocument): Promise<readonly Problem[]> {
    return (await this.prepareDocument({ document }, "leave")).problems;
  }

  /** Makes a run of what was prepared; it starts when it is told to. */
  begin(prepared: Prepared, source: RunSource, awaitingApproval: ReadonlySet<number>): RunSession {
    const startedAt = Date.now();
    const uri = source.document.uri.toString();
    const header = {
      ...prepared.header(newRunId(startedAt), source.title, startedAt),
      source: { uri, ...(source.within && { within: source.within }) },
    };
    const journal = this.journal.create(withoutSecrets(header, this.options.redaction));
    this.forgetOld();
    return this.adopt(prepared.session({ ...this.shared, header, awaitingApproval, journal }));
  }

  /** Reads, without its calls, what tasks can use in a manifest, or in the workspace when `text` is that of none. */
  async prepareTask(uri: vscode.Uri, text: string, signal: AbortSignal): Promise<Prepared> {
    const environment = await this.options.environmentOf({ uri });
    return prepare({ text, environment, servers: "start", signal });
  }

  /** Makes a run of calls that stand in no document. */
  beginCalls(prepared: Prepared, title: string, awaitingApproval: ReadonlySet<number>): RunSession {
    const startedAt = Date.now();
    const header = prepared.header(newRunId(startedAt), title, startedAt);
    const journal = this.journal.create(withoutSecrets(header, this.options.redaction));
    this.forgetOld();
    return this.adopt(prepared.session({ ...this.shared, header, awaitingApproval, journal }));
  }

  /** Makes a run that calls are added to; it starts when it is told to. */
  beginTask(prepared: Prepared, title: string): RunSession {
    const startedAt = Date.now();
    const { plan, ...rest } = prepared.header(newRunId(startedAt), title, startedAt);
    const header = { ...rest, plan: { ...plan, calls: [], edges: [], limits: [] } };
    const journal = this.journal.create(withoutSecrets(header, this.options.redaction));
    this.forgetOld();
    return this.adopt(prepared.session({ ...this.shared, header, growing: true, journal }));
  }

  /** Keeps what is known of a run's task. */
  keepTask({ id, task }: RunSession): Promise<void> {
    return task === undefined ? Promise.resolve() : this.journal.keepTask(id, task.state);
  }

  /** The run with this id: of this window, or as it was kept. */
  async get(id: string): Promise<RunSession | undefined> {
    const known = this.sessions.get(id);
    if (known !== undefined) return known;
    const kept = await this.journal.read(id);
    if (kept === undefined) return this.sessions.get(id);
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
    const journal = this.journal.resume(id);
    for (const event of interrupted) journal.append(event);
    const parts = { ...this.shared, header, journal, history: [...kept.events, ...interrupted] };
    const session = reopen(parts, environment, text);
    if (task !== undefined) session.task = keptTask(task);
    return this.adopt(session);
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
    void this.close();
  }

  private async prepareDocument(
    { document, within }: Pick<RunSource, "document" | "within">,
    servers: "start" | "leave",
    signal?: AbortSignal,
  ): Promise<Prepared> {
    const environment = await this.options.environmentOf(document);
    const text = document.getText();
    return prepare({ text, environment, servers, ...(signal && { signal }), ...(within && { within }) });
  }

  private readonly shared = {
    durations: this.durations,
    cacheFor: (sourcesKey: string): ResultCache => {
      const known = this.caches.get(sourcesKey) ?? new ResultCache();
      this.caches.set(sourcesKey, known);
      return known;
    },
  };

  private forgetOld(): void {
    const keep = this.options.keepRuns();
    void this.journal.prune(keep);
    for (const { id } of this.recent().slice(keep)) {
      const session = this.sessions.get(id);
      if (session === undefined || session.running) continue;
      this.sessions.delete(id);
      void session.close();
    }
  }

  private adopt(session: RunSession): RunSession {
    this.sessions.set(session.id, session);
    if (this.newest === undefined || session.startedAt >= this.newest.startedAt) this.newest = session;
    session.subscribe((event) => {
      if (event.type === "roundStarted" || event.type === "roundEnded") this.tellMenus();
    });
    this.tellMenus();
    return session;
  }

  private readonly logError = (error: unknown): void => {
    this.options.log.error("A run could not be kept on disk.", messageOf(error));
  };

  private tellMenus(): void {
    setContext("parallelTools.running", this.running().length > 0);
  }
}

/** A document as it stands now, if it is still there. */
async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) return open.getText();
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

function setContext(key: string, value: boolean): void {
  void vscode.commands.executeCommand("setContext", key, value);
}
