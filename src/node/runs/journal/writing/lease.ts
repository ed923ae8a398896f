import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { readSmallFile, type JournalFiles, type WritableFile } from "../files";
import { livenessOf, ownMark, type Liveness, type ProcessMark } from "./processes";

/** How often who writes a run says that it still does. */
export const renewEveryMs = 2000;
/** How long a lease holds that was not renewed, where nobody can tell whether its process lives. */
const staleAfterMs = 30_000;

/** What a lease says: who writes a run at present. */
interface Holder extends ProcessMark {
  readonly nonce: string;
  /** Whether everything that it has sent is written before. Of one length, so that a full disk can be told to turn it over. */
  readonly isAhead: "yes" | "no ";
}

/** What leases are judged by; tests have processes of their own. */
export interface LeaseWorld {
  readonly files: JournalFiles;
  readonly own: () => ProcessMark;
  readonly livenessOf: (mark: ProcessMark) => Liveness;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export function systemWorld(files: JournalFiles): LeaseWorld {
  return { files, own: ownMark, livenessOf, now: () => Date.now() };
}

/** What stands in the way of writing a run. */
export type Refusal =
  | { readonly kind: "heldBy"; readonly holder: ProcessMark | undefined }
  /** Somebody else has gone on with it since this journal read it. */
  | { readonly kind: "wentOn" }
  /** The disk does not take it, so that nobody would know of what is sent, and another window might send it too. */
  | { readonly kind: "notWritten"; readonly cause: unknown }
  /** It is there no more. */
  | { readonly kind: "gone" };

/**
 * The right to write a run. Writers of a run are numbered: the lease of each is a file with its number, which the system
 * lets only one process create, and so are the files that it writes. A lease ends when it is given up, or when its process
 * has gone. Where that cannot be seen, on another machine, it ends when it has not been renewed for a while.
 */
export class Lease {
  private readonly nonce = randomUUID();
  private file: WritableFile | undefined;
  /** Whether the disk says that calls may be sent which are not written: a crash leaves those in doubt, then. */
  saysBehind = false;

  private constructor(
    private readonly world: LeaseWorld,
    private readonly folder: string,
    readonly number: number,
    private isAhead: boolean,
  ) {}

  /**
   * Takes the right to write the run in `folder`, unless somebody has it, or has had it since writer number
   * `knownWriters`; `isAhead` as in {@link Lease.sayWhetherAhead}. Rejects when the disk refuses.
   */
  static async take(
    world: LeaseWorld,
    folder: string,
    knownWriters?: number,
    isAhead = true,
  ): Promise<Lease | Refusal> {
    const numbers = await writersIn(world.files, folder);
    const last = numbers.last;
    const holder = await holderOf(world, folder);
    if (holder !== undefined) return { kind: "heldBy", holder: holder.mark };
    if (knownWriters !== undefined && last > knownWriters) return { kind: "wentOn" };
    const lease = new Lease(world, folder, last + 1, isAhead);
    try {
      lease.file = await world.files.create(lease.path);
      await lease.writeOrRemove();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return { kind: "heldBy", holder: undefined };
      throw error;
    }
    return lease;
  }

  /** Says that it is still held. Gives false when somebody else has it: then its process was taken for gone. */
  async renew(): Promise<boolean> {
    const { last } = await writersIn(this.world.files, this.folder);
    if (last > this.number) return false;
    await this.world.files.touch(this.path);
    return true;
  }

  /**
   * Says whether what is sent is written before. It is not while the disk refuses, and whoever finds the lease of a process
   * that died meanwhile knows that calls may have run of which nothing was kept. Never rejects: see
   * {@link Lease.saysBehind}, and try again.
   */
  async sayWhetherAhead(isAhead: boolean): Promise<void> {
    this.isAhead = isAhead;
    if (this.saysBehind === !isAhead) return;
    await this.write().catch(() => undefined);
  }

  /** Lets others write the run. A lease of a writer that could not write everything stays and says so. */
  async giveUp(): Promise<void> {
    await this.file?.close();
    if (this.isAhead) await this.world.files.remove(this.path);
  }

  /** An empty lease, for which a full disk has room, would keep everybody out, and its own writer too. */
  private async writeOrRemove(): Promise<void> {
    try {
      await this.write();
    } catch (error) {
      await this.file?.close();
      await this.world.files.remove(this.path);
      throw error;
    }
  }

  private async write(): Promise<void> {
    const holder: Holder = { isAhead: this.isAhead ? "yes" : "no ", ...this.world.own(), nonce: this.nonce };
    await this.file?.write(Buffer.from(JSON.stringify(holder)), 0);
    this.saysBehind = holder.isAhead === "no ";
  }

  private get path(): string {
    return join(this.folder, `${writerName(this.number)}${leaseSuffix}`);
  }
}

const leaseSuffix = ".lease";

/** What the files of a writer begin with. */
export function writerName(number: number): string {
  return String(number).padStart(4, "0");
}

/** The numbers of the writers that a run has had. */
export async function writersIn(
  files: JournalFiles,
  folder: string,
): Promise<{ readonly last: number; readonly leases: readonly number[] }> {
  const names = await files.names(folder);
  const numbers = names.map((name) => Number(/^(\d+)\./.exec(name)?.[1] ?? 0));
  return {
    last: Math.max(0, ...numbers),
    leases: names
      .filter((name) => name.endsWith(leaseSuffix))
      .map((name) => Number(name.slice(0, -leaseSuffix.length))),
  };
}

/** What a lease begins with that says that everything sent is written before. */
const saysAhead = '{"isAhead":"yes"';

/**
 * The numbers of the writers of a run that sent calls, or may have, that they could not write of before. A lease that says
 * neither is damaged, or was being turned over; one that is too short to say it was never written, so that nothing was sent.
 */
export async function behindWriters(files: JournalFiles, folder: string): Promise<ReadonlySet<number>> {
  const { leases } = await writersIn(files, folder);
  const behind = new Set<number>();
  for (const number of leases) {
    const text = await readSmallFile(files, join(folder, `${writerName(number)}${leaseSuffix}`));
    if (text !== undefined && text.length >= saysAhead.length && !text.startsWith(saysAhead)) behind.add(number);
  }
  return behind;
}

/** Who writes a run at present; `undefined` when nobody does. */
export async function holderOf(
  world: LeaseWorld,
  folder: string,
): Promise<{ readonly mark: ProcessMark | undefined } | undefined> {
  const { leases } = await writersIn(world.files, folder);
  for (const number of leases) {
    const path = join(folder, `${writerName(number)}${leaseSuffix}`);
    const mark = markOf(await readSmallFile(world.files, path));
    const renewedAtMs = await world.files.modifiedAtMs(path);
    // Given up while it was looked at.
    if (renewedAtMs === undefined) continue;
    if (isHeld(world, mark, renewedAtMs)) return { mark };
  }
  return undefined;
}

function isHeld(world: LeaseWorld, mark: ProcessMark | undefined, renewedAtMs: number): boolean {
  const liveness = mark === undefined ? "unknown" : world.livenessOf(mark);
  // A process that is stopped, or a machine that sleeps, renews nothing and goes on later.
  return liveness === "unknown" ? world.now() - renewedAtMs < staleAfterMs : liveness === "alive";
}

/** `undefined` for a lease whose writer died before it could write it. */
function markOf(text: string | undefined): ProcessMark | undefined {
  try {
    const value = JSON.parse(text ?? "") as Partial<ProcessMark> | null;
    return typeof value?.pid === "number" && typeof value.machine === "string" ? (value as ProcessMark) : undefined;
  } catch {
    return undefined;
  }
}
