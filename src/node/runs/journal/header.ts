import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../../../core/model/data/json";
import type { Call, Manifest, TextRange } from "../../../core/model/manifest";
import type { Plan, PlannedCall } from "../../../core/model/plan";
import type { Shown } from "../../../core/model/text/shown";
import type { JournalFiles, WritableFile } from "./files";
import { LineBytes } from "./format/lineBytes";
import { Lines } from "./format/lines";

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

/** Who keeps a run: the editor or the command line, and for which workspace. */
export interface RunKeeper {
  readonly by: "editor" | "commandLine";
  /** What tells workspaces apart; absent for windows without a folder. */
  readonly workspace?: string;
}

/** What can be said of a run without reading all of it. */
export interface RunHead extends Omit<RunHeader, "manifest" | "plan"> {
  readonly keeper?: RunKeeper;
}

/** The header stands in two files, so that a damaged line of one is read from the other. */
const headerFiles = ["run.jsonl", "run.copy.jsonl"] as const;
const edgesALine = 500;
const bytesAWrite = 1024 * 1024;

/** A line of the header's files. Versions after this one may add kinds and members, and raise `format`. */
type HeaderLine =
  | ({ readonly kind: "run"; readonly format: 2 } & RunHead)
  | { readonly kind: "manifest"; readonly manifest: Manifest }
  | { readonly kind: "plan"; readonly plan: Plan }
  /** `plan` lacks the arguments where they are the written ones. */
  | { readonly kind: "call"; readonly index: number; readonly written?: Call; readonly planned?: WrittenPlannedCall }
  | { readonly kind: "edges"; readonly from: number; readonly edges: Plan["edges"] }
  | { readonly kind: "limits"; readonly limits: Plan["limits"] }
  | { readonly kind: "end"; readonly written: number; readonly planned: number; readonly edges: number };

type WrittenPlannedCall = Omit<PlannedCall, "arguments"> &
  Readonly<Partial<Record<"arguments", JsonObject | undefined>>>;

/** Writes the header of a run, piece by piece; with this the run is there. Rejects when the disk refuses. */
export async function writeHeader(
  files: JournalFiles,
  folder: string,
  header: Shown<RunHeader>,
  keeper: RunKeeper | undefined,
  isSynced: boolean,
): Promise<void> {
  // What an attempt before this one left behind.
  for (const name of headerFiles) await files.remove(join(folder, name));
  const open: WritableFile[] = [];
  try {
    for (const name of headerFiles) open.push(await files.create(join(folder, name)));
    let position = 0;
    for (const bytes of chunksOf(headerLines(header, keeper))) {
      for (const file of open) await file.write(bytes, position);
      position += bytes.length;
    }
    if (isSynced) for (const file of open) await file.sync();
  } finally {
    for (const file of open) await file.close();
  }
}

function* headerLines(header: RunHeader, keeper: RunKeeper | undefined): Generator<HeaderLine> {
  const { manifest, plan, ...head } = header;
  const { calls: written } = manifest;
  const { calls: planned, edges, limits } = plan;
  yield { kind: "run", format: 2, ...head, ...(keeper && { keeper }) };
  // Members keep their order, and lists that may be long are written piece by piece.
  yield { kind: "manifest", manifest: { ...manifest, calls: [] } };
  yield { kind: "plan", plan: { ...plan, calls: [], edges: [], limits: [] } };
  for (let index = 0; index < Math.max(written.length, planned.length); index++) {
    const own = written[index];
    const ofPlan = planned[index];
    yield {
      kind: "call",
      index,
      ...(own && { written: own }),
      // What is undefined is not written, and leaving a member out takes five times as long.
      ...(ofPlan && { planned: own?.arguments === ofPlan.arguments ? { ...ofPlan, arguments: undefined } : ofPlan }),
    };
  }
  for (let from = 0; from < edges.length; from += edgesALine) {
    yield { kind: "edges", from, edges: edges.slice(from, from + edgesALine) };
  }
  yield { kind: "limits", limits };
  yield { kind: "end", written: written.length, planned: planned.length, edges: edges.length };
}

function* chunksOf(lines: Iterable<HeaderLine>): Generator<Buffer> {
  let chunk = new LineBytes();
  for (const line of lines) {
    chunk.add(JSON.stringify(line));
    if (chunk.length < bytesAWrite) continue;
    yield chunk.bytes;
    chunk = new LineBytes();
  }
  yield chunk.bytes;
}

/** What is known of a run at a glance; `undefined` where there is none, or its header was never written to its end. */
export async function readHead(files: JournalFiles, folder: string): Promise<RunHead | undefined> {
  for (const name of headerFiles) {
    const file = await files.open(join(folder, name));
    if (file === undefined) continue;
    try {
      let head: RunHead | undefined;
      await new Lines(file).read((value) => {
        head = headOf(value);
        return false;
      });
      if (head !== undefined) return head;
    } catch {
      // The other file may be readable.
    } finally {
      await file.close();
    }
  }
  return undefined;
}

/** Calls that are in memory already, without secrets: where the same were written, no others are held. */
export type KnownRun = Pick<RunHeader, "manifest" | "plan">;

/** The header of a run; `undefined` where there is none, or where both of its files lack what no run is without. */
export async function readHeader(
  files: JournalFiles,
  folder: string,
  known?: KnownRun,
): Promise<Shown<RunHeader> | undefined> {
  const found = new FoundHeader(known);
  for (const name of headerFiles) {
    if (found.isWhole) break;
    const file = await files.open(join(folder, name));
    if (file === undefined) continue;
    try {
      await new Lines(file).read((value) => {
        found.addLine(value as HeaderLine);
        return true;
      });
    } catch {
      // The other file may be readable.
    } finally {
      await file.close();
    }
  }
  return found.header();
}

/** Whether the header says that a later version wrote it, in a form of its own. */
export async function isNewer(files: JournalFiles, folder: string): Promise<boolean> {
  for (const name of headerFiles) {
    const file = await files.open(join(folder, name));
    if (file === undefined) continue;
    try {
      let format: unknown;
      await new Lines(file).read((value) => {
        format = (value as { readonly format?: unknown } | null)?.format;
        return false;
      });
      if (typeof format === "number") return format > 2;
    } catch {
      // The other file may be readable.
    } finally {
      await file.close();
    }
  }
  return false;
}

/** Puts a header together from the lines of both files. */
class FoundHeader {
  private head: RunHead | undefined;
  private manifest: Manifest | undefined;
  private plan: Plan | undefined;
  private readonly written: Call[] = [];
  private readonly planned: PlannedCall[] = [];
  private readonly edges = new Map<number, Plan["edges"]>();
  private limits: Plan["limits"] | undefined;
  private end: Extract<HeaderLine, { kind: "end" }> | undefined;
  private calls = 0;
  private edgeCount = 0;

  constructor(private readonly known: KnownRun | undefined) {}

  addLine(line: HeaderLine): void {
    switch (line.kind) {
      case "run":
        this.head ??= headOf(line);
        break;
      case "manifest":
        this.manifest ??= line.manifest;
        break;
      case "plan":
        this.plan ??= line.plan;
        break;
      case "call":
        this.takeCall(line);
        break;
      case "edges":
        if (!this.edges.has(line.from)) this.edgeCount += line.edges.length;
        this.edges.set(line.from, line.edges);
        break;
      case "limits":
        this.limits ??= line.limits;
        break;
      case "end":
        this.end ??= line;
    }
  }

  private takeCall({ index, written, planned }: Extract<HeaderLine, { kind: "call" }>): void {
    if (index in this.written || index in this.planned) return;
    this.calls++;
    const { known } = this;
    if (written) this.written[index] = sameOr(known?.manifest.calls[index], written);
    if (!planned) return;
    // The guard is the line's check sum: what it holds is what was written.
    const whole = { ...planned, arguments: planned.arguments ?? written?.arguments ?? {} };
    this.planned[index] = sameOr(known?.plan.calls[index], whole);
  }

  get isWhole(): boolean {
    const { end } = this;
    return (
      (this.head && this.manifest && this.plan && this.limits && end) !== undefined &&
      this.calls === Math.max(end?.written ?? 0, end?.planned ?? 0) &&
      this.edgeCount === end?.edges
    );
  }

  header(): Shown<RunHeader> | undefined {
    const { head, manifest, plan, limits } = this;
    if (!this.isWhole || !head || !manifest || !plan || !limits) return undefined;
    const { keeper: _, ...rest } = head;
    const edges = [...this.edges].sort(([one], [other]) => one - other).flatMap(([, each]) => each);
    return {
      ...rest,
      manifest: { ...manifest, calls: this.written },
      plan: { ...plan, calls: this.planned, edges, limits },
      // Each line is what was written, so that no secret is in it.
    } as RunHeader as Shown<RunHeader>;
  }
}

function sameOr<T>(known: T | undefined, read: T): T {
  return known !== undefined && isDeepStrictEqual(known, read) ? known : read;
}

function headOf(value: unknown): RunHead | undefined {
  const line = value as Partial<Extract<HeaderLine, { kind: "run" }>> | null;
  if (line?.kind !== "run" || line.format !== 2) return undefined;
  const { kind: _, format: __, ...head } = line;
  return head as RunHead;
}
