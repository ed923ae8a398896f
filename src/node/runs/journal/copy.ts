import type { RunEvent } from "../../../core/model/run";
import type { Shown } from "../../../core/model/text/shown";
import { UnwrittenEvents } from "./writing/unwrittenEvents";
import type { JournalFiles } from "./files";
import { resultsPath, Segment, storedAt } from "./format/segment";

/** So much is gathered before it is written, however large all of it is. */
const bytesAWrite = 4 * 1024 * 1024;

/** Writes events as those of a run's first writer, piece by piece. Rejects when the disk refuses. */
export async function writeEvents(
  files: JournalFiles,
  folder: string,
  events: Iterable<Shown<RunEvent>>,
  isSynced: boolean,
): Promise<void> {
  const segment = await Segment.create(files, folder, 1);
  try {
    const path = resultsPath(folder, 1);
    const unwritten = new UnwrittenEvents((place) => storedAt(files, path, place));
    const write = async (): Promise<void> => {
      for (let batch = unwritten.next(); batch !== undefined; batch = unwritten.next()) {
        await segment.write(batch, isSynced);
        unwritten.done(batch);
      }
    };
    for (const event of events) {
      unwritten.append(event);
      if (unwritten.bytes > bytesAWrite) await write();
    }
    await write();
  } finally {
    await segment.close();
  }
}
