import type { JournalFiles, ReadableFile, WritableFile } from "../../src/node/runs/journal/files";
import type { Random } from "./random";

interface StoredFile {
  bytes: Buffer;
  modifiedAtMs: number;
}

/** A disk in memory, shared by all that mount it, which can fill up and be damaged. */
export class MemoryDisk {
  readonly files = new Map<string, StoredFile>();
  /** No file can be made or grow; what is there can be written over, as on a real disk that is full. */
  isFull = false;
  private aheadMs = 0;

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.aheadMs;
  }

  /** Lets time go by in which no process was there. */
  wait(ms: number): void {
    this.aheadMs += ms;
  }

  /** Changes one byte of one file; gives its name, or `undefined` where there is nothing to damage. */
  damage(random: Random): string | undefined {
    const names = [...this.files.keys()].filter((path) => (this.files.get(path)?.bytes.length ?? 0) > 0);
    const path = names[random.between(0, names.length - 1)];
    const file = path === undefined ? undefined : this.files.get(path);
    if (path === undefined || file === undefined) return undefined;
    const at = random.between(0, file.bytes.length - 1);
    file.bytes[at] = ((file.bytes[at] ?? 0) + random.between(1, 255)) % 256;
    return path;
  }
}

/**
 * The disk as one process sees it. When the process dies, in the middle of one of its operations, what it was writing is
 * torn, and nothing it asks for is ever answered again.
 */
export class Mount implements JournalFiles {
  isDead = false;
  /** Nothing can be written, not even over what is there. */
  isReadOnly = false;
  operations = 0;

  constructor(
    private readonly disk: MemoryDisk,
    private readonly random: Random,
    private readonly onOperation: (count: number) => void,
  ) {}

  makeFolder(): Promise<void> {
    return this.does(() => undefined);
  }

  names(folder: string): Promise<readonly string[]> {
    return this.does(() => {
      const inside = [...this.disk.files.keys()].filter((path) => path.startsWith(`${folder}/`));
      return [...new Set(inside.map((path) => path.slice(folder.length + 1).split("/")[0] ?? ""))];
    });
  }

  create(path: string): Promise<WritableFile> {
    return this.does(() => {
      if (this.isReadOnly) throw failure("EROFS", path);
      if (this.disk.files.has(path)) throw failure("EEXIST", path);
      if (this.disk.isFull && this.random.chance(0.5)) throw failure("ENOSPC", path);
      const file = { bytes: Buffer.alloc(0), modifiedAtMs: this.disk.now() };
      this.disk.files.set(path, file);
      return {
        write: (bytes, position) => this.write(path, file, Buffer.from(bytes), position),
        sync: () => this.does(() => undefined),
        close: () => this.does(() => undefined),
      };
    });
  }

  replace(path: string, text: string): Promise<void> {
    return this.does(() => {
      if (this.disk.isFull) throw failure("ENOSPC", path);
      this.disk.files.set(path, { bytes: Buffer.from(text), modifiedAtMs: this.disk.now() });
    });
  }

  open(path: string): Promise<ReadableFile | undefined> {
    return this.does(() => {
      const file = this.disk.files.get(path);
      if (file === undefined) return undefined;
      return {
        read: (buffer, position) => this.does(() => file.bytes.copy(buffer, 0, position)),
        close: () => this.does(() => undefined),
      };
    });
  }

  readNow(path: string, position: number, length: number): Uint8Array {
    const bytes = this.disk.files.get(path)?.bytes.subarray(position, position + length);
    if (bytes?.length !== length) throw new RangeError(`${path} ends before byte ${String(position + length)}.`);
    return bytes;
  }

  modifiedAtMs(path: string): Promise<number | undefined> {
    return this.does(() => this.disk.files.get(path)?.modifiedAtMs);
  }

  touch(path: string): Promise<void> {
    return this.does(() => {
      const file = this.disk.files.get(path);
      if (file === undefined) throw failure("ENOENT", path);
      file.modifiedAtMs = this.disk.now();
    });
  }

  remove(path: string): Promise<void> {
    return this.does(() => {
      for (const each of this.disk.files.keys()) {
        if (each === path || each.startsWith(`${path}/`)) this.disk.files.delete(each);
      }
    });
  }

  private async write(path: string, file: StoredFile, bytes: Buffer, position: number): Promise<void> {
    const wasAlive = !this.isDead;
    await this.begins();
    const part = this.random.between(0, bytes.length);
    if (this.isDead) {
      if (wasAlive) put(file, bytes.subarray(0, part), position);
      return never();
    }
    if (this.isReadOnly) throw failure("EROFS", path);
    const room = this.disk.isFull ? Math.max(0, file.bytes.length - position) : bytes.length;
    put(file, bytes.subarray(0, Math.min(room, bytes.length)), position);
    if (room < bytes.length) throw failure("ENOSPC", path);
  }

  private async does<T>(act: () => T): Promise<T> {
    await this.begins();
    return this.isDead ? never() : act();
  }

  private async begins(): Promise<void> {
    if (this.isDead) return;
    this.operations++;
    this.onOperation(this.operations);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function put(file: StoredFile, bytes: Buffer, position: number): void {
  const end = position + bytes.length;
  if (end > file.bytes.length) file.bytes = Buffer.concat([file.bytes, Buffer.alloc(end - file.bytes.length)]);
  bytes.copy(file.bytes, position);
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
