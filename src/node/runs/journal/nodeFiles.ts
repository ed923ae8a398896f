import { closeSync, openSync, readSync } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat, utimes, writeFile, type FileHandle } from "node:fs/promises";
import type { JournalFiles, ReadableFile, WritableFile } from "./files";

/** Nobody but the user may look into what tools returned. On Windows the access list of the user's folder says the same. */
const ownFolder = 0o700;
const ownFile = 0o600;

/** The journal on this machine's disk. */
export const nodeFiles: JournalFiles = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: ownFolder });
  },
  names: (folder) => readdir(folder).catch(() => []),
  create: async (path) => new NodeFile(await open(path, "wx", ownFile)),
  async replace(path, text) {
    const beside = `${path}.${process.pid}.new`;
    await writeFile(beside, text, { mode: ownFile });
    await rename(beside, path);
  },
  open: async (path) => {
    try {
      return new NodeFile(await open(path, "r"));
    } catch {
      return undefined;
    }
  },
  readNow(path, position, length) {
    const file = openSync(path, "r");
    try {
      const bytes = Buffer.allocUnsafe(length);
      for (let done = 0; done < length;) {
        const count = readSync(file, bytes, done, length - done, position + done);
        if (count === 0) throw new RangeError(`${path} ends before byte ${position + length}.`);
        done += count;
      }
      return bytes;
    } finally {
      closeSync(file);
    }
  },
  modifiedAtMs: (path) =>
    stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    ),
  async touch(path) {
    const now = new Date();
    await utimes(path, now, now);
  },
  remove: (path) => rm(path, { recursive: true, force: true }),
};

class NodeFile implements WritableFile, ReadableFile {
  constructor(private readonly handle: FileHandle) {}

  async write(bytes: Uint8Array, position: number): Promise<void> {
    // A disk that fills up takes a part first and says so only to the next write.
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  }

  async read(buffer: Uint8Array, position: number): Promise<number> {
    return (await this.handle.read(buffer, 0, buffer.length, position)).bytesRead;
  }

  sync(): Promise<void> {
    return this.handle.datasync();
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
