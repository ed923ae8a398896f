import type { RunEvent } from "../../../../core/model/run";
import type { Shown } from "../../../../core/model/text/shown";
import type { JournalFiles, ReadableFile } from "../files";
import { writersIn } from "../writing/lease";
import { Lines } from "../format/lines";
import { eventOf, eventsPath, type EventLine } from "../format/segment";

/** Reads the events of a run, in order, as far as they were written; again later, those that have come since. */
export class EventReader {
  private readonly segments = new Map<number, { readonly file: ReadableFile; readonly lines: Lines }>();

  constructor(
    private readonly files: JournalFiles,
    private readonly folder: string,
  ) {}

  /** How many lines were not what was written. */
  get damaged(): number {
    return [...this.segments.values()].reduce((sum, { lines }) => sum + lines.damaged, 0);
  }

  /**
   * Whether a line without an end stands in the file of the last who wrote, or of somebody whom another followed: one that was
   * cut off as it was written, or one whose end was damaged since.
   */
  get torn(): { readonly last: boolean; readonly followed: boolean } {
    const last = Math.max(0, ...this.segments.keys());
    const torn = [...this.segments].filter(([, { lines }]) => lines.isTorn).map(([writer]) => writer);
    return { last: torn.includes(last), followed: torn.some((writer) => writer < last) };
  }

  /** The number of the last writer; of one whose lease is there, too. */
  lastWriter = 0;

  /** Gives each further event to `take`, with the number of who wrote it. A file that cannot be read any further counts as damaged there. */
  async read(take: (event: Shown<RunEvent>, writer: number) => void): Promise<void> {
    this.lastWriter = (await writersIn(this.files, this.folder)).last;
    for (let writer = 1; writer <= this.lastWriter; writer++) {
      const segment = this.segments.get(writer) ?? (await this.open(writer));
      if (segment === undefined) continue;
      try {
        await segment.lines.read((value) => {
          const line = lineOf(value);
          if (line === undefined) segment.lines.damaged++;
          else take(eventOf(this.files, this.folder, writer, line), writer);
          return true;
        });
      } catch {
        segment.lines.damaged++;
      }
    }
  }

  async close(): Promise<void> {
    for (const { file } of this.segments.values()) await file.close();
    this.segments.clear();
  }

  private async open(writer: number) {
    const file = await this.files.open(eventsPath(this.folder, writer));
    if (file === undefined) return undefined;
    const segment = { file, lines: new Lines(file) };
    this.segments.set(writer, segment);
    return segment;
  }
}

/** The check sum says that a line is what was written, so that no secret is in it; this tells the two kinds apart. */
function lineOf(value: unknown): EventLine | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if ("type" in value) return { event: value as Shown<RunEvent> };
  return "event" in value ? (value as EventLine) : undefined;
}
