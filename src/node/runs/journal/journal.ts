import { join } from "node:path";
import { OneAtATime } from "../../../core/async/oneAtATime";
import type { RunEvent } from "../../../core/model/run";
import type { Shown } from "../../../core/model/text/shown";
import type { TaskState } from "../../../core/model/task";
import { writeEvents } from "./copy";
import { readSmallFile, type JournalFiles } from "./files";
import {
  isNewer,
  readHead,
  readHeader,
  writeHeader,
  type KnownRun,
  type RunHead,
  type RunHeader,
  type RunKeeper,
} from "./header";
import { behindWriters, holderOf, systemWorld, writersIn, type LeaseWorld } from "./writing/lease";
import { nodeFiles } from "./nodeFiles";
import type { ProcessMark } from "./writing/processes";
import { KeptEvents } from "./reading/keptEvents";
import { EventReader } from "./reading/reader";
import { repaired } from "./reading/repair";
import type { JournalWriter } from "./writing/journalWriter";
import { RunWriter, type WriterOptions } from "./writing/writer";

export interface KeptRun {
  readonly header: Shown<RunHeader>;
  readonly events: KeptEvents;
  /** How many lines of events were damaged, or could not be written. */
  readonly damaged: number;
  /** How many writers had ended before it was read: somebody else who goes on with it makes that more. */
  readonly writers: number;
}

/** A run that was begun, and whose header cannot be read: in both of its files the same line is damaged, or gone. */
export interface UnreadableRun {
  readonly id: string;
  /** Where what is left of it is, absolute. */
  readonly folder: string;
  /** It is not damaged: a later version keeps runs in another form. */
  readonly isNewer: boolean;
}

export interface JournalOptions {
  /** Marks the runs that are begun here, and tells which ones are counted together. */
  readonly keeper?: RunKeeper;
  /** Whether what is written is to survive a loss of power, too. */
  readonly isSynced?: () => boolean;
  /** Told once of each run that calls which may change something wait for a disk that refuses, and why it does. */
  readonly onHoldingBack?: (error: unknown) => void;
  readonly files?: JournalFiles;
  readonly world?: LeaseWorld;
}

/** However many workspaces there are, no more runs than these are kept. */
const mostRuns = 500;
/** A folder without a header is being written, or was left behind by a process that died over it. */
const mostMsToBegin = 3_600_000;

/**
 * The runs on disk: a folder for each, with the header in two copies, and of each of its writers a file of events and one
 * of large parts of results. docs/journal.md has the form of these files.
 */
export class Journal {
  private readonly files: JournalFiles;
  private readonly world: LeaseWorld;
  /** Two that replace one file at a time would take it from one another, and the older could be the one that stays. */
  private readonly tasks = new OneAtATime();

  constructor(
    private readonly folder: string,
    private readonly onError: (error: unknown) => void,
    private readonly options: JournalOptions = {},
  ) {
    this.files = options.files ?? nodeFiles;
    this.world = options.world ?? systemWorld(this.files);
  }

  /** Starts the files of a new run. */
  create(header: Shown<RunHeader>): JournalWriter {
    const folder = this.folderOf(header.id);
    return this.writer(folder, {
      begin: () => writeHeader(this.files, folder, header, this.options.keeper, this.isSynced()),
    });
  }

  /**
   * Keeps a new run that begins with events of an earlier one; it is there once all of it is. Rejects when the disk
   * refuses. {@link Journal.resume} goes on with it.
   */
  async createWith(header: Shown<RunHeader>, events: Iterable<Shown<RunEvent>>): Promise<void> {
    const folder = this.folderOf(header.id);
    await this.files.makeFolder(folder);
    await writeEvents(this.files, folder, events, this.isSynced());
    await writeHeader(this.files, folder, header, this.options.keeper, this.isSynced());
  }

  /** Goes on with a run that was kept. */
  resume(id: string, more: Pick<WriterOptions, "knownWriters" | "missing"> = {}): JournalWriter {
    return this.writer(this.folderOf(id), more);
  }

  /** The run as it was kept, or `undefined` if there is none or its header is lost. Of calls that are `known`, it has these. */
  async read(id: string, known?: KnownRun): Promise<KeptRun | undefined> {
    if (!idPattern.test(id)) return undefined;
    const folder = this.folderOf(id);
    const header = await readHeader(this.files, folder, known);
    if (header?.id !== id) return undefined;
    // Looked at first: what is written after this is not among what is read, and nobody may go on without it.
    const { last } = await writersIn(this.files, folder);
    const isLive = (await this.holder(id)) !== undefined;
    const writers = isLive ? last - 1 : last;
    const reader = new EventReader(this.files, folder);
    try {
      const events = new KeptEvents();
      const begins: { readonly writer: number; readonly at: number }[] = [];
      await reader.read((event, writer) => {
        if (begins.at(-1)?.writer !== writer) begins.push({ writer, at: events.length });
        events.push(event);
      });
      const behind = await behindWriters(this.files, folder);
      const damage = { lines: reader.damaged, torn: reader.torn, behind };
      const whole = isLive ? events : repaired(header.plan, { events, begins }, damage);
      return { header, damaged: reader.damaged + behind.size, writers, events: whole };
    } finally {
      await reader.close();
    }
  }

  /** Why a run that {@link Journal.read} does not give cannot be read; `undefined` where none was begun. */
  async unreadable(id: string): Promise<UnreadableRun | undefined> {
    if (!idPattern.test(id) || !(await this.wasBegun(id))) return undefined;
    const folder = this.folderOf(id);
    if ((await readHeader(this.files, folder))?.id === id) return undefined;
    return { id, folder, isNewer: await isNewer(this.files, folder) };
  }

  /** The newest of all runs, where not even what was run can be read of it. */
  async newestUnreadable(): Promise<UnreadableRun | undefined> {
    const id = (await this.folderIds()).at(-1);
    if (id === undefined || (await readHead(this.files, this.folderOf(id)))?.id === id) return undefined;
    return this.unreadable(id);
  }

  /** What can be said of each run without reading all of it, oldest first. */
  async heads(): Promise<readonly RunHead[]> {
    const heads: RunHead[] = [];
    for (const id of await this.folderIds()) {
      const head = await readHead(this.files, this.folderOf(id));
      if (head?.id === id) heads.push(head);
    }
    return heads;
  }

  /** The ids of the runs that are kept for the same workspace by the same keeper, oldest first. */
  async ids(): Promise<readonly string[]> {
    return (await this.heads()).filter((head) => this.isOurs(head)).map(({ id }) => id);
  }

  /** Who writes a run at present; `undefined` when nobody does. */
  async holder(id: string): Promise<{ readonly mark: ProcessMark | undefined } | undefined> {
    return holderOf(this.world, this.folderOf(id));
  }

  /** Whether whoever wrote a run last died before the round had ended. */
  async wasCutOff(id: string): Promise<boolean> {
    const { leases } = await writersIn(this.files, this.folderOf(id));
    return leases.length > 0 && (await this.holder(id)) === undefined;
  }

  /** Reads the events of a run as they are written, from the first one on; `undefined` where there is no such run. */
  async follow(id: string): Promise<{ readonly header: Shown<RunHeader>; readonly events: EventReader } | undefined> {
    if (!idPattern.test(id)) return undefined;
    const folder = this.folderOf(id);
    const header = await readHeader(this.files, folder);
    return header?.id === id ? { header, events: new EventReader(this.files, folder) } : undefined;
  }

  /** Keeps what is known of the task of a run, in place of what was kept before. */
  keepTask(id: string, task: Shown<TaskState>): Promise<void> {
    return this.tasks.run(async () => {
      try {
        await this.files.makeFolder(this.folderOf(id));
        await this.files.replace(this.taskPathOf(id), JSON.stringify(task));
      } catch (error) {
        this.onError(error);
      }
    });
  }

  /** What was kept of the task of a run; `undefined` for a run without one. */
  async readTask(id: string): Promise<Shown<TaskState> | undefined> {
    if (!idPattern.test(id)) return undefined;
    return taskOf(await readSmallFile(this.files, this.taskPathOf(id)));
  }

  /** Deletes all but the newest runs of this keeper and workspace, and the oldest of all that are too many. */
  async prune(keep: number): Promise<void> {
    const heads = await this.heads();
    const ours = heads.filter((head) => this.isOurs(head)).map(({ id }) => id);
    const readable = new Set(heads.map(({ id }) => id));
    const begun: string[] = [];
    const abandoned: string[] = [];
    for (const id of await this.folderIds()) {
      if (readable.has(id) || (await this.wasBegun(id))) begun.push(id);
      else if (isOld(id, this.world.now())) abandoned.push(id);
    }
    const old = new Set([
      ...ours.slice(0, Math.max(0, ours.length - keep)),
      ...begun.slice(0, Math.max(0, begun.length - mostRuns)),
      ...abandoned,
    ]);
    for (const id of old) {
      // A run that goes on is not deleted, whoever runs it.
      if ((await this.holder(id)) === undefined) await this.remove(id);
    }
  }

  /** Deletes a run. */
  async remove(id: string): Promise<void> {
    try {
      await this.files.remove(this.folderOf(id));
    } catch (error) {
      this.onError(error);
    }
  }

  private writer(folder: string, more: Pick<WriterOptions, "begin" | "knownWriters" | "missing">) {
    const { world, onError } = this;
    const writer = new RunWriter({ world, folder, onError, isSynced: () => this.isSynced(), ...more });
    let wasTold = false;
    writer.onHoldingBack((isHoldingBack) => {
      if (isHoldingBack && !wasTold) this.options.onHoldingBack?.(writer.trouble);
      wasTold ||= isHoldingBack;
    });
    return writer;
  }

  /** In a new run events are written once the header is, in one that begins with events of another it is the other way. */
  private async wasBegun(id: string): Promise<boolean> {
    const names = await this.files.names(this.folderOf(id));
    return names.some((name) => name.startsWith("run.")) && names.some((name) => name.endsWith(".events.jsonl"));
  }

  private isSynced(): boolean {
    return this.options.isSynced?.() ?? false;
  }

  private isOurs({ keeper }: RunHead): boolean {
    const own = this.options.keeper;
    return keeper?.by === own?.by && keeper?.workspace === own?.workspace;
  }

  private async folderIds(): Promise<readonly string[]> {
    return (await this.files.names(this.folder)).filter((name) => idPattern.test(name)).sort();
  }

  private folderOf(id: string): string {
    return join(this.folder, id);
  }

  private taskPathOf(id: string): string {
    return join(this.folderOf(id), "task.json");
  }
}

/** The guard is for files of other versions and for damage. */
export function taskOf(text: string | undefined): Shown<TaskState> | undefined {
  try {
    const task = JSON.parse(text ?? "") as Partial<TaskState> | null;
    return typeof task?.prompt === "string" && Array.isArray(task.modelCalls) ? (task as Shown<TaskState>) : undefined;
  } catch {
    return undefined;
  }
}

/** Ids come back from a webview's state: what is no id must not become a path. */
const idPattern = /^[0-9TZ]+-[0-9a-z]+$/;

/** A new run's id: sorts by time, and two runs of one millisecond differ. */
export function newRunId(startedAt: number, random: () => number = Math.random): string {
  const tail = Math.floor(random() * 36 ** 6)
    .toString(36)
    .padStart(6, "0");
  return `${new Date(startedAt).toISOString().replaceAll(/[-:.]/g, "")}-${tail}`;
}

/** Whether an id says that its run began long ago. */
function isOld(id: string, nowMs: number): boolean {
  const [, year, month, day, hour, minute] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/.exec(id) ?? [];
  const startedAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return Number.isNaN(startedAt) || nowMs - startedAt > mostMsToBegin;
}
