import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { RunEvent } from "../../../../core/model/run";
import type { Shown } from "../../../../core/model/text/shown";
import type { JournalFiles, WritableFile } from "../files";
import { writerName } from "../writing/lease";
import { eventText } from "./eventText";
import { LineBytes } from "./lineBytes";
import { lostPart, putBack, valueOf, type LargePart, type PartForm, type PartPath, type StoredPart } from "./parts";

/** Where a large part stands in the results file of the writer that wrote its event, in bytes, with its CRC-32. */
export interface PartPlace {
  readonly path: PartPath;
  readonly form: PartForm;
  readonly offset: number;
  readonly length: number;
  readonly check: number;
}

/** A line of an events file: an event, and where the parts are that it lacks. */
export interface EventLine {
  readonly event: Shown<RunEvent>;
  readonly parts?: readonly PartPlace[];
}

export function eventsPath(folder: string, writer: number): string {
  return join(folder, `${writerName(writer)}.events.jsonl`);
}

export function resultsPath(folder: string, writer: number): string {
  return join(folder, `${writerName(writer)}.results`);
}

/** Puts the parts back that a line's event lacks: each is read from the results file when somebody looks at it. */
export function eventOf(
  files: JournalFiles,
  folder: string,
  writer: number,
  { event, parts }: EventLine,
): Shown<RunEvent> {
  if (parts !== undefined) {
    const path = resultsPath(folder, writer);
    putBack(
      event,
      parts.map((place) => storedAt(files, path, place)),
    );
  }
  return event;
}

/** A part as it is kept in a results file. */
export function storedAt(files: JournalFiles, path: string, place: PartPlace): StoredPart {
  return {
    path: place.path,
    form: place.form,
    length: place.length,
    read: () => readPart(files, path, place),
    first: (bytes) => {
      try {
        return files.readNow(path, place.offset, Math.min(bytes, place.length));
      } catch {
        return undefined;
      }
    },
  };
}

/** The part that is kept in a results file; a text that says so when it is lost. */
function readPart(files: JournalFiles, path: string, place: PartPlace): unknown {
  const { form, offset, length, check } = place;
  try {
    const bytes = files.readNow(path, offset, length);
    return crc32(bytes) === check ? valueOf(bytes, form) : lostPart(place);
  } catch {
    return lostPart(place);
  }
}

/** What was appended and waits to be written, all of it in one go. */
export class Batch {
  private readonly lines = new LineBytes();
  private readonly parts: Buffer[] = [];
  private partBytes = 0;
  /** It is being written, so that nothing is added to it any more. */
  isSealed = false;
  /** What is told of each part once it is on disk, and its bytes can be let go. */
  readonly written: (() => void)[] = [];

  addLine(line: EventLine): void {
    this.lines.add(line.parts === undefined ? eventText(line.event) : JSON.stringify(line));
  }

  addPart(part: LargePart): void {
    this.parts.push(part.bytes);
    this.partBytes += part.bytes.length;
  }

  /** How much there is, in bytes. */
  get size(): number {
    return this.lines.length + this.partBytes;
  }

  /** Of lines. */
  get count(): number {
    return this.lines.count;
  }

  get events(): Buffer {
    return this.lines.bytes;
  }

  get results(): readonly Buffer[] {
    return this.parts;
  }
}

/** The two files that one writer appends to: the lines of events, and the large parts of results one after another. */
export class Segment {
  private eventsEnd = 0;
  private resultsEnd = 0;
  private results: WritableFile | undefined;

  private constructor(
    private readonly files: JournalFiles,
    private readonly folder: string,
    private readonly writer: number,
    private readonly events: WritableFile,
  ) {}

  /** Rejects with `EEXIST` when a writer with this number has been there. */
  static async create(files: JournalFiles, folder: string, writer: number): Promise<Segment> {
    return new Segment(files, folder, writer, await files.create(eventsPath(folder, writer)));
  }

  /**
   * Writes a batch: results first, so that no line tells of a part that is not there. When it rejects, nothing counts as
   * written, and the same batch written again takes the place of what was.
   */
  async write(batch: Batch, isSynced: boolean): Promise<void> {
    let resultsEnd = this.resultsEnd;
    if (batch.results.length > 0) {
      this.results ??= await this.files.create(resultsPath(this.folder, this.writer));
      for (const bytes of batch.results) {
        await this.results.write(bytes, resultsEnd);
        resultsEnd += bytes.length;
      }
      if (isSynced) await this.results.sync();
    }
    const bytes = batch.events;
    await this.events.write(bytes, this.eventsEnd);
    if (isSynced) await this.events.sync();
    this.resultsEnd = resultsEnd;
    this.eventsEnd += bytes.length;
  }

  async close(): Promise<void> {
    await this.events.close();
    await this.results?.close();
  }
}
