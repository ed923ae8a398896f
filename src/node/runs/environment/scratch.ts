import { closeSync, mkdtempSync, openSync, readSync, rmSync, write } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunEvent } from "../../../core/model/run";
import {
  lostPart,
  putBack,
  valueOf,
  withoutLargeParts,
  type LargePart,
  type StoredPart,
} from "../journal/format/parts";

/** So many bytes of large parts stay in memory, so that small runs touch no disk. */
const usuallyHeldBytes = 64 * 1024 * 1024;

/**
 * Where large parts of results go in a run of which nothing is kept: a file that nobody but this process can read, and that
 * is gone when it ends, however it ends (on Windows: when it ends in good order). Where there is no room on the disk they
 * stay in memory.
 */
export class Scratch {
  private held = 0;
  private file: { readonly fd: number; readonly folder: string } | undefined;
  private end = 0;
  private isUsable = true;
  /** The number of a file that is closed may be another's next: nothing may be on its way to it then. */
  private readonly writing = new Set<Promise<void>>();

  constructor(private readonly heldBytes = usuallyHeldBytes) {}

  /** Gives the event with its large parts read from the file when somebody looks at them; the same one without any. */
  append<E extends RunEvent>(event: E): E {
    if (event.type !== "callEnded" || !this.isUsable) return event;
    const { event: rest, parts } = withoutLargeParts(event);
    const bytes = parts.reduce((sum, part) => sum + part.bytes.length, 0);
    if (bytes === 0) return event;
    this.held += bytes;
    if (this.held <= this.heldBytes || !this.open()) return event;
    putBack(
      rest,
      parts.map((part) => this.writePart(part)),
    );
    return rest;
  }

  /** Removes the file, once what is being written is. What was not read by then is lost. Never rejects. */
  async close(): Promise<void> {
    this.isUsable = false;
    await Promise.all(this.writing);
    const { file } = this;
    this.file = undefined;
    if (file === undefined) return;
    closeSync(file.fd);
    rmSync(file.folder, { recursive: true, force: true });
  }

  private open(): boolean {
    if (this.file !== undefined) return true;
    try {
      // Nobody but the user may enter such a folder.
      const folder = mkdtempSync(join(tmpdir(), "parallel-tools-"));
      const fd = openSync(join(folder, "results"), "w+", 0o600);
      // The file lives on for as long as it is open, and not a moment longer.
      if (process.platform !== "win32") rmSync(folder, { recursive: true, force: true });
      this.file = { fd, folder };
      return true;
    } catch {
      this.isUsable = false;
      return false;
    }
  }

  /** Writes a part; it is read from memory until it is written. */
  private writePart({ bytes, form, path }: LargePart): StoredPart {
    const { file, end: offset } = this;
    const { length } = bytes;
    this.end += length;
    let waiting: Buffer | undefined = bytes;
    if (file !== undefined) {
      const writing = new Promise<void>((resolve) => {
        write(file.fd, bytes, 0, length, offset, (error, written) => {
          if (error === null && written === length) waiting = undefined;
          else this.isUsable = false;
          this.writing.delete(writing);
          resolve();
        });
      });
      this.writing.add(writing);
    }
    const first = (most: number): Uint8Array | undefined =>
      waiting?.subarray(0, most) ?? this.readBack(offset, Math.min(most, length));
    const read = (): unknown => {
      const all = waiting ?? this.readBack(offset, length);
      return all === undefined ? lostPart({ form, path }) : valueOf(all, form);
    };
    return { path, form, length, read, first };
  }

  private readBack(offset: number, length: number): Buffer | undefined {
    const read = Buffer.alloc(length);
    const isRead = this.file !== undefined && readSync(this.file.fd, read, 0, length, offset) === length;
    return isRead ? read : undefined;
  }
}
