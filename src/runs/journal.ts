import { appendFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest, TextRange } from "../model/manifest";
import type { Plan } from "../model/plan";
import type { RunEvent } from "../model/run";
import type { TaskState } from "../model/task";
import { withLargeParts, withoutLargeParts } from "./keptResults";

/** What is kept of a run beside its events: enough to show it, to copy from it and to retry its calls later. */
export interface RunHeader {
  readonly version: 1;
  readonly id: string;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** The document that the calls came from, and the part of it that was selected. */
  readonly source?: { readonly uri: string; readonly within?: TextRange };
  /** The document's path, where it is a file: what `${file}` means. */
  readonly file?: string;
  readonly workspaceFolder?: string;
  readonly manifest: Manifest;
  readonly plan: Plan;
}

export interface KeptRun {
  readonly header: RunHeader;
  readonly events: readonly RunEvent[];
}

/** Appends a run's events to its file, in order, as they happen. */
export interface JournalWriter {
  append(event: RunEvent): void;
  /** Resolves when everything appended so far is on disk. Never rejects: a failure is told to `onError` once. */
  flush(): Promise<void>;
}

/**
 * The runs of a workspace on disk: a folder with one file of JSON lines a run, the header first, then its events. Large
 * parts of results are files in a folder beside it, read when somebody looks at them. A line that was cut off by a crash
 * is dropped when the file is read.
 */
export class Journal {
  constructor(
    private readonly folder: string,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Starts the file of a new run. */
  create(header: RunHeader): JournalWriter {
    const path = this.pathOf(header.id);
    const writer = new LineWriter(path, this.partsFolderOf(header.id), this.onError);
    writer.enqueue(async () => {
      await mkdir(this.folder, { recursive: true });
      await writeFile(path, `${JSON.stringify(header)}\n`);
    });
    return writer;
  }

  /** Goes on with the file of a run that was kept. */
  resume(id: string): JournalWriter {
    return new LineWriter(this.pathOf(id), this.partsFolderOf(id), this.onError);
  }

  /** The run as it was kept, or `undefined` if there is none or its header cannot be read. */
  async read(id: string): Promise<KeptRun | undefined> {
    if (!idPattern.test(id)) return undefined;
    const text = await readFile(this.pathOf(id), "utf8").catch(() => undefined);
    const [head, ...lines] = text?.split("\n") ?? [];
    // Nobody else writes this folder: the guard is for files of other versions and for damage.
    const header = (head === undefined ? undefined : parseLine(head)) as RunHeader | undefined;
    if (header?.version !== 1 || header.id !== id) return undefined;
    const events = lines.map(parseLine).filter((event) => event !== undefined) as RunEvent[];
    return { header, events: events.map((event) => withLargeParts(event, this.partsFolderOf(id))) };
  }

  /** Keeps what is known of the task of a run, in place of what was kept before. */
  async keepTask(id: string, task: TaskState): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true });
      await writeFile(this.taskPathOf(id), JSON.stringify(task));
    } catch (error) {
      this.onError(error);
    }
  }

  /** What was kept of the task of a run; `undefined` for a run without one. */
  async readTask(id: string): Promise<TaskState | undefined> {
    if (!idPattern.test(id)) return undefined;
    const text = await readFile(this.taskPathOf(id), "utf8").catch(() => "");
    const task = parseLine(text) as Partial<TaskState> | null | undefined;
    // Nobody else writes this folder: the guard is for files of other versions and for damage.
    return typeof task?.prompt === "string" && Array.isArray(task.modelCalls) ? (task as TaskState) : undefined;
  }

  /** The ids of all kept runs, oldest first. Ids begin with the time of their run, so their order is its order. */
  async ids(): Promise<readonly string[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names
      .filter((name) => name.endsWith(suffix))
      .map((name) => name.slice(0, -suffix.length))
      .sort();
  }

  /** Deletes all but the newest runs. */
  async prune(keep: number): Promise<void> {
    const ids = await this.ids();
    const old = ids.slice(0, Math.max(0, ids.length - keep));
    await Promise.all(
      old
        .flatMap((id) => [this.pathOf(id), this.taskPathOf(id), this.partsFolderOf(id)])
        .map((path) => rm(path, { force: true, recursive: true })),
    );
  }

  private pathOf(id: string): string {
    return join(this.folder, `${id}${suffix}`);
  }

  private partsFolderOf(id: string): string {
    return join(this.folder, `${id}.parts`);
  }

  private taskPathOf(id: string): string {
    return join(this.folder, `${id}.task.json`);
  }
}

const suffix = ".run.jsonl";

/** Ids come back from a webview's state: what is no id must not become a path. */
const idPattern = /^[0-9TZ]+-[0-9a-z]+$/;

/** A new run's id: sorts by time, and two runs of one millisecond differ. */
export function newRunId(startedAt: number, random: () => number = Math.random): string {
  const tail = Math.floor(random() * 36 ** 6)
    .toString(36)
    .padStart(6, "0");
  return `${new Date(startedAt).toISOString().replaceAll(/[-:.]/g, "")}-${tail}`;
}

class LineWriter implements JournalWriter {
  private pending: string[] = [];
  private tail: Promise<void> = Promise.resolve();
  private failed = false;
  /** Goes on where no earlier writer of this run has been. */
  private nextPart = Date.now() * 1000;

  constructor(
    private readonly path: string,
    private readonly partsFolder: string,
    private readonly onError: (error: unknown) => void,
  ) {}

  append(event: RunEvent): void {
    const { event: line, files } = withoutLargeParts(event, () => this.nextPart++);
    for (const { name, bytes } of files) {
      this.enqueue(async () => {
        await mkdir(this.partsFolder, { recursive: true });
        await writeFile(join(this.partsFolder, name), bytes());
      });
    }
    this.pending.push(stringifyEvent(line));
    // One write for all that was appended before the file was free, not one an event.
    if (this.pending.length === 1) {
      this.enqueue(async () => {
        const lines = this.pending;
        this.pending = [];
        await appendFile(this.path, `${lines.join("\n")}\n`);
      });
    }
  }

  enqueue(write: () => Promise<void>): void {
    this.tail = this.tail.then(write).catch((error: unknown) => {
      this.pending = [];
      if (!this.failed) this.onError(error);
      this.failed = true;
    });
  }

  flush(): Promise<void> {
    return this.tail;
  }
}

/** A tool of a source in this process may return what JSON cannot say; such a result is kept as a note of that. */
function stringifyEvent(event: RunEvent): string {
  try {
    return JSON.stringify(event);
  } catch (error) {
    if (event.type !== "callEnded" || event.ending.outcome !== "succeeded") throw error;
    const text = `The result could not be kept: ${error instanceof Error ? error.message : String(error)}`;
    const ending = { ...event.ending, result: { content: [{ type: "text" as const, text }] } };
    return JSON.stringify({ ...event, ending });
  }
}

function parseLine(line: string): unknown {
  if (line.trim() === "") return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
