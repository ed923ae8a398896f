import { crc32 } from "node:zlib";
import type { RunEvent } from "../../../../core/model/run";
import type { Shown } from "../../../../core/model/text/shown";
import { valueOf, withoutLargeParts, putBack, type LargePart, type StoredPart } from "../format/parts";
import { Batch, type PartPlace } from "../format/segment";

/** So much is written in one go; what is more waits for the next one. */
const bytesABatch = 4 * 1024 * 1024;

/** A part as the run that it belongs to sees it: its bytes until they are on disk, and then what is there. */
class KeptPart implements StoredPart {
  readonly path;
  readonly form;
  readonly length;
  private bytes: Buffer | undefined;
  private onDisk: StoredPart | undefined;

  constructor(part: LargePart) {
    this.path = part.path;
    this.form = part.form;
    this.bytes = part.bytes;
    this.length = part.bytes.length;
  }

  readonly read = (): unknown => (this.bytes === undefined ? this.onDisk?.read() : valueOf(this.bytes, this.form));

  readonly first = (bytes: number): Uint8Array | undefined =>
    this.bytes === undefined ? this.onDisk?.first(bytes) : this.bytes.subarray(0, bytes);

  isOnDisk(part: StoredPart): void {
    this.onDisk = part;
    this.bytes = undefined;
  }
}

/** What was appended to a journal and is not on disk yet, in the order in which it was. */
export class UnwrittenEvents {
  /** How many events were appended. */
  appended = 0;
  /** How many of these are on disk. */
  written = 0;
  /** How many bytes wait, roughly. */
  bytes = 0;
  private batches: Batch[] = [];
  private resultsEnd = 0;

  constructor(private readonly storedAt: (place: PartPlace) => StoredPart) {}

  get isEmpty(): boolean {
    return this.batches.length === 0;
  }

  /** Gives the event as it is kept: its large parts are read from the journal when somebody looks at them. */
  append(event: Shown<RunEvent>): Shown<RunEvent> {
    const batch = this.openBatch();
    const before = batch.size;
    const { event: line, parts } = withoutLargeParts(event);
    if (parts.length === 0) batch.addLine({ event: line });
    else {
      const places = parts.map((part) => this.placeOf(part));
      batch.addLine({ event: line, parts: places });
      putBack(
        line,
        parts.map((part, index) => this.keptPart(batch, part, places[index])),
      );
    }
    this.appended++;
    this.bytes += batch.size - before;
    return line;
  }

  /** What is to be written next; it stays here until {@link UnwrittenEvents.done}, and nothing is added to it any more. */
  next(): Batch | undefined {
    const [batch] = this.batches;
    if (batch !== undefined) batch.isSealed = true;
    return batch;
  }

  /** The batch that {@link UnwrittenEvents.next} gave is on disk. */
  done(batch: Batch): void {
    if (this.batches[0] === batch) this.batches.shift();
    this.written += batch.count;
    this.bytes -= batch.size;
    for (const tell of batch.written) tell();
  }

  /** The next writer's results file begins anew. */
  startSegment(): void {
    this.resultsEnd = 0;
  }

  /** Lets go of what waits, since nobody may write it. */
  drop(): void {
    this.written = this.appended;
    this.bytes = 0;
    this.batches = [];
  }

  private openBatch(): Batch {
    const last = this.batches.at(-1);
    if (last !== undefined && !last.isSealed && last.size < bytesABatch) return last;
    const batch = new Batch();
    this.batches.push(batch);
    return batch;
  }

  private placeOf({ path, form, bytes, check = crc32(bytes) }: LargePart): PartPlace {
    const place = { path, form, offset: this.resultsEnd, length: bytes.length, check };
    this.resultsEnd += bytes.length;
    return place;
  }

  private keptPart(batch: Batch, part: LargePart, place: PartPlace | undefined): KeptPart {
    const kept = new KeptPart(part);
    batch.addPart(part);
    if (place !== undefined) batch.written.push(() => kept.isOnDisk(this.storedAt(place)));
    return kept;
  }
}
