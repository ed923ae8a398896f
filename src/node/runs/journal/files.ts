/** What a journal needs of a file system. Tests give one that fills up, tears what is written, or dies at any byte. */
export interface JournalFiles {
  /** Makes a folder and those above it, for the user alone. */
  makeFolder(path: string): Promise<void>;
  /** The names in a folder; none where there is no folder. */
  names(folder: string): Promise<readonly string[]>;
  /** Starts a file, for the user alone. Rejects with `EEXIST` where there is one. */
  create(path: string): Promise<WritableFile>;
  /** Puts a whole small file in the place of what was there, so that a reader sees the one or the other. */
  replace(path: string, text: string): Promise<void>;
  /** `undefined` where there is no such file, or it cannot be read. */
  open(path: string): Promise<ReadableFile | undefined>;
  /** Reads so many bytes without giving way to anything else. Throws when there are fewer. */
  readNow(path: string, position: number, length: number): Uint8Array;
  /** Milliseconds since 1970; `undefined` where there is no such file. */
  modifiedAtMs(path: string): Promise<number | undefined>;
  /** Makes now the time at which a file was modified. Rejects where there is none. */
  touch(path: string): Promise<void>;
  /** Removes a file, or a folder with all that is in it. That there is none is no failure. */
  remove(path: string): Promise<void>;
}

export interface WritableFile {
  /** Writes all of it at a position. When it rejects, any part may have been written. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Resolves when what was written survives a loss of power. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface ReadableFile {
  /** Fills the buffer from a position on; gives how many bytes there were, 0 at the end. */
  read(buffer: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

/** The text of a small file; `undefined` where it cannot be read, or is larger than `mostBytes`. */
export async function readSmallFile(
  files: JournalFiles,
  path: string,
  mostBytes = 16 * 1024 * 1024,
): Promise<string | undefined> {
  const file = await files.open(path);
  if (file === undefined) return undefined;
  try {
    const chunks: Uint8Array[] = [];
    for (let position = 0; position <= mostBytes;) {
      const chunk = new Uint8Array(64 * 1024);
      const count = await file.read(chunk, position);
      if (count === 0) return Buffer.concat(chunks).toString("utf8");
      chunks.push(chunk.subarray(0, count));
      position += count;
    }
    return undefined;
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}
