import { createReadStream, readFileSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { RunEvent } from "../../../core/model/run";
import type { Shown } from "../../../core/model/text/shown";
import { taskOf, type Journal } from "./journal";
import type { RunHeader } from "./header";
import { lostPart, type PartPath } from "./format/parts";
import { parseExactly } from "../../../core/model/data/exactJson";

const suffix = ".run.jsonl";
const markKey = "parallel-tools:file";
const partName = /^\d+\.[a-z0-9]+$/;

/**
 * Moves the runs that version 0.1.0 kept in a workspace's storage to where they are kept now: a file of JSON lines a run,
 * the header first, beside it a folder with large parts and a file for its task. They were kept without secrets. Each is
 * deleted once it was moved; what cannot be read is left where it is.
 */
export async function moveOldRuns(folder: string, journal: Journal): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each.endsWith(suffix)).sort()) {
    await moveOldRun(folder, name.slice(0, -suffix.length), journal);
  }
}

async function moveOldRun(folder: string, id: string, journal: Journal): Promise<void> {
  const parts = join(folder, `${id}.parts`);
  const taskFile = join(folder, `${id}.task.json`);
  const file = join(folder, `${id}${suffix}`);
  const moved = await moveEvents(file, parts, id, journal).catch(() => false);
  if (!moved) return;
  const task = taskOf(await readFile(taskFile, "utf8").catch(() => undefined));
  if (task !== undefined) await journal.keepTask(id, task);
  for (const each of [file, taskFile, parts]) await rm(each, { force: true, recursive: true });
}

/** Whether all that there is of a run is kept in its new place. */
async function moveEvents(file: string, parts: string, id: string, journal: Journal): Promise<boolean> {
  const lines = createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  let writer: ReturnType<Journal["create"]> | undefined;
  for await (const line of lines) {
    const value = parseLine(line);
    if (writer === undefined) {
      const header = value as Shown<RunHeader> | undefined;
      if (header?.version !== 1 || header.id !== id) return false;
      // What a move that was cut off has left.
      await journal.remove(id);
      writer = journal.create(header);
      void writer.hold();
    } else if (value !== undefined) {
      writer.append(withOldParts(value as Shown<RunEvent>, parts));
      await writer.untilCaughtUp();
    }
  }
  await writer?.release();
  return writer !== undefined && writer.trouble === undefined && writer.refusal === undefined;
}

/** Puts the large parts of an event in the places of the names of their files. */
function withOldParts(event: Shown<RunEvent>, folder: string): Shown<RunEvent> {
  putParts((event as { readonly ending?: unknown }).ending, folder);
  return event;
}

/** The members that could be kept in files; a tool may have returned the same words elsewhere. */
const partKeys: ReadonlySet<string> = new Set(["structuredContent", "details", "text", "data", "value", "blob"]);

function putParts(holder: unknown, folder: string): void {
  if (typeof holder !== "object" || holder === null) return;
  const members = holder as Record<string, unknown>;
  for (const [key, value] of Object.entries(members)) {
    const name = partKeys.has(key) ? nameOf(value) : undefined;
    if (name !== undefined) members[key] = oldPart(join(folder, name), [key]);
    else if (!partKeys.has(key)) putParts(value, folder);
  }
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !(markKey in value)) return undefined;
  const name = value[markKey];
  return typeof name === "string" && partName.test(name) ? name : undefined;
}

function oldPart(path: string, place: PartPath): unknown {
  const isJson = path.endsWith(".json");
  try {
    const bytes = readFileSync(path);
    return isJson ? parseExactly(bytes.toString("utf8")) : bytes.toString("base64");
  } catch {
    return lostPart({ form: isJson ? "text" : "base64", path: place });
  }
}

function parseLine(line: string): unknown {
  try {
    return line.trim() === "" ? undefined : parseExactly(line);
  } catch {
    return undefined;
  }
}
