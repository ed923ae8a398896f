import type { RunEvent } from "../../../../core/model/run";
import type { Shown } from "../../../../core/model/text/shown";
import { UnwrittenEvents } from "./unwrittenEvents";
import type { JournalFiles } from "../files";
import { HeldBackCalls } from "./heldBackCalls";
import type { JournalWriter } from "./journalWriter";
import { PositionWaiters } from "./positionWaiters";
import { Lease, renewEveryMs, type LeaseWorld, type Refusal } from "./lease";
import { resultsPath, Segment, storedAt } from "../format/segment";
import { WritePauses } from "./writePauses";

/** How far read-only work may run ahead of what is on disk. */
const mostEventsBehind = 5000;
const mostBytesBehind = 32 * 1024 * 1024;
const longestBehindMs = 1000;

export interface WriterOptions {
  readonly world: LeaseWorld;
  readonly folder: string;
  /** Writes the header of a new run; absent for one that is there. */
  readonly begin?: () => Promise<void>;
  /** How many writers the run had when it was read. */
  readonly knownWriters?: number;
  /** Events that end what was cut off before: they are written once somebody goes on with the run. */
  readonly missing?: readonly Shown<RunEvent>[];
  /** Whether what is written is to survive a loss of power, too. */
  readonly isSynced: () => boolean;
  /** Told once that events cannot be written. */
  readonly onError: (error: unknown) => void;
}

/**
 * Writes a run. It takes the run's lease for its first event, or for {@link hold}, and gives it up when all is written and
 * nobody holds it. While the disk refuses, what was appended stays in memory.
 */
export class RunWriter implements JournalWriter {
  refusal: Refusal | undefined;
  trouble: unknown;
  private readonly files: JournalFiles;
  private readonly unwritten: UnwrittenEvents;
  private readonly waiters = new PositionWaiters((position) => this.isWritten(position));
  private readonly heldBack = new HeldBackCalls(
    (position) => this.isSendable(position),
    () => this.trouble !== undefined,
  );
  private readonly listeners: (() => void)[] = [];
  private readonly refusedListeners: (() => void)[] = [];
  private lease: Lease | undefined;
  private segment: Segment | undefined;
  private renewedAtMs = 0;
  private renewal: ReturnType<typeof setInterval> | undefined;
  private isBegun: boolean;
  private readonly missing: Shown<RunEvent>[];
  private holds = 0;
  private knownWriters: number | undefined;
  private behindSinceMs = 0;
  private wasToldOfTrouble = false;
  private readonly pauses = new WritePauses(() => void this.attempt());
  private isScheduled = false;
  private work: Promise<void> | undefined;

  constructor(private readonly options: WriterOptions) {
    this.files = options.world.files;
    this.isBegun = options.begin === undefined;
    this.missing = [...(options.missing ?? [])];
    this.knownWriters = options.begin === undefined ? options.knownWriters : 0;
    this.unwritten = new UnwrittenEvents((place) => {
      const path = resultsPath(options.folder, this.lease?.number ?? 0);
      return storedAt(this.files, path, place);
    });
    if (!this.isBegun) this.schedule();
  }

  get appended(): number {
    return this.unwritten.appended;
  }

  append(event: Shown<RunEvent>): Shown<RunEvent> {
    this.appendMissing();
    if (this.unwritten.isEmpty) this.behindSinceMs = performance.now();
    const kept = this.unwritten.append(event);
    this.schedule();
    return kept;
  }

  isWritten(position: number): boolean {
    return this.trouble !== undefined || this.refusal !== undefined || this.unwritten.written >= position;
  }

  untilWritten(position: number): Promise<void> | undefined {
    return this.waiters.until(position);
  }

  untilCaughtUp(): Promise<void> | undefined {
    const { appended, written, bytes, isEmpty } = this.unwritten;
    if (isEmpty) return undefined;
    const isBehind =
      appended - written > mostEventsBehind ||
      bytes > mostBytesBehind ||
      performance.now() - this.behindSinceMs > longestBehindMs;
    return isBehind ? this.untilWritten(appended) : undefined;
  }

  untilSendable(position: number): Promise<void> | undefined {
    if (this.isSendable(position)) return undefined;
    // A process that has nothing to do but wait for its disk stays for it.
    this.pauses.awaited();
    return this.heldBack.until(position);
  }

  get isHoldingBack(): boolean {
    return this.heldBack.isHoldingBack;
  }

  onHoldingBack(listener: (isHoldingBack: boolean) => void): void {
    this.heldBack.onChange(listener);
  }

  onWritten(listener: () => void): void {
    this.listeners.push(listener);
  }

  onRefused(listener: () => void): void {
    this.refusedListeners.push(listener);
  }

  hold(): Promise<Refusal | undefined> | undefined {
    this.holds++;
    this.appendMissing();
    return this.lease !== undefined || !this.isBegun ? undefined : this.held();
  }

  async release(): Promise<void> {
    this.holds--;
    await this.attempt();
    // What was at work may have looked before.
    if (this.lease !== undefined) await this.attempt();
  }

  private appendMissing(): void {
    for (const event of this.missing.splice(0)) this.append(event);
  }

  private async held(): Promise<Refusal | undefined> {
    await this.attempt();
    if (this.lease === undefined && this.refusal === undefined) await this.attempt();
    if (this.lease !== undefined || this.refusal !== undefined) return this.refusal;
    return { kind: "notWritten", cause: this.trouble };
  }

  async flush(): Promise<void> {
    const position = this.appended;
    // What is being written now may have been taken before the last event was there.
    await this.attempt();
    if (!this.isWritten(position)) await this.attempt();
  }

  /** One write for all that was appended before the file was free, not one an event. */
  private schedule(): void {
    if (this.isScheduled || this.work !== undefined || this.pauses.isPaused) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      void this.attempt();
    });
  }

  /** Writes what there is to write, if nobody does already. Never rejects. */
  private attempt(): Promise<void> {
    this.pauses.end();
    this.work ??= this.writeAll().finally(() => {
      this.work = undefined;
      if (!this.unwritten.isEmpty && this.trouble === undefined) this.schedule();
    });
    return this.work;
  }

  private async writeAll(): Promise<void> {
    try {
      while (!this.unwritten.isEmpty || this.isToBeOpened()) {
        if (this.segment === undefined && !(await this.open())) return;
        await this.writeNext();
      }
      if (this.trouble !== undefined) await this.recovered();
      if (this.holds === 0) await this.close();
    } catch (error) {
      await this.troubled(error);
    }
  }

  private async recovered(): Promise<void> {
    this.trouble = undefined;
    this.heldBack.letGo();
    this.pauses.succeeded();
    await this.lease?.sayWhetherAhead(true);
  }

  private isToBeOpened(): boolean {
    return this.refusal === undefined && (!this.isBegun || (this.holds > 0 && this.segment === undefined));
  }

  private async writeNext(): Promise<void> {
    // A process that was stopped for long may have been taken for gone: it looks before it writes on, or sends anything.
    if (this.options.world.now() - this.renewedAtMs > 3 * renewEveryMs) await this.renew();
    const batch = this.unwritten.next();
    if (batch === undefined || this.segment === undefined) return;
    await this.segment.write(batch, this.options.isSynced());
    this.unwritten.done(batch);
    this.behindSinceMs = performance.now();
    this.tellWritten();
  }

  /** Becomes the run's writer, or gives false when somebody else is. Rejects when the disk refuses. */
  private async open(): Promise<boolean> {
    if (this.refusal !== undefined) {
      this.unwritten.drop();
      return false;
    }
    const { world, folder, begin } = this.options;
    if (!this.isBegun) await this.files.makeFolder(folder);
    if (this.lease === undefined) {
      const taken = await Lease.take(world, folder, this.knownWriters, this.trouble === undefined);
      if (!(taken instanceof Lease)) {
        this.refused(taken);
        this.unwritten.drop();
        return false;
      }
      this.lease = taken;
      this.renewedAtMs = world.now();
    }
    if (!this.isBegun) await begin?.();
    this.isBegun = true;
    this.segment = await Segment.create(this.files, folder, this.lease.number);
    this.renewal = setInterval(() => void this.renew(), renewEveryMs);
    this.renewal.unref();
    return true;
  }

  private async renew(): Promise<void> {
    const { lease } = this;
    if (lease === undefined) return;
    try {
      if (!(await lease.renew())) this.refused({ kind: "wentOn" });
      this.renewedAtMs = this.options.world.now();
    } catch (error) {
      // It may have been given up meanwhile.
      if (this.lease === lease) await this.troubled(error);
    }
  }

  /** What this writer still has to say of calls that it sent is written all the same, into files of its own. */
  private refused(refusal: Refusal): void {
    this.refusal = refusal;
    clearInterval(this.renewal);
    this.tellWritten();
    for (const listener of this.refusedListeners) listener();
  }

  private async close(): Promise<void> {
    const { segment, lease } = this;
    clearInterval(this.renewal);
    this.segment = undefined;
    this.lease = undefined;
    this.unwritten.startSegment();
    await segment?.close();
    if (lease === undefined) return;
    this.knownWriters = lease.number;
    await lease.giveUp();
  }

  /** Nobody waits for what cannot be written: the run goes on, and what happens in it is kept in memory. */
  private async troubled(error: unknown): Promise<void> {
    await this.lease?.sayWhetherAhead(false);
    this.trouble = error;
    if (!this.wasToldOfTrouble) this.options.onError(error);
    this.wasToldOfTrouble = true;
    this.heldBack.letGo();
    this.pauses.begin(this.isHoldingBack);
    this.tellWritten();
  }

  /**
   * While the disk refuses, its lease has to say that calls are sent which are not written. A run that is not begun on
   * disk has none, and nobody can go on with it.
   */
  private isSendable(position: number): boolean {
    if (this.refusal !== undefined || this.unwritten.written >= position) return true;
    if (this.trouble === undefined) return false;
    return this.lease === undefined ? !this.isBegun : this.lease.saysBehind;
  }

  private tellWritten(): void {
    this.waiters.wake();
    this.heldBack.letGo();
    for (const listener of this.listeners) listener();
  }
}
