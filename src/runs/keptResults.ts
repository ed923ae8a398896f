import { readFileSync } from "node:fs";
import { join } from "node:path";

import { messageOf } from "../model/failure";
import type { RunEvent } from "../model/run";
import { extensionOf, isPlainBase64 } from "./binaryContent";
import { isLarger } from "./resultSize";

/** How large a part of a result may be to stand in the journal itself. */
const inlineBytes = 8 * 1024;

/** A part of a result that is kept as a file of its own. */
export interface KeptFile {
  readonly name: string;
  /** What to write; made when it is written, since that may take long. */
  readonly bytes: () => string | Buffer;
}

/** What stands in the journal in place of such a part. */
interface Mark {
  readonly [markKey]: string;
}

const markKey = "parallel-tools:file";
const namePattern = /^\d+\.[a-z0-9]+$/;

/**
 * Takes the large parts out of an event: texts, binary content (as the file that it is) and structured content. The event
 * that comes back has their names in their places, and is the same one when it has no large part.
 */
export function withoutLargeParts(
  event: RunEvent,
  nextNumber: () => number,
): { readonly event: RunEvent; readonly files: readonly KeptFile[] } {
  const files: KeptFile[] = [];
  const replaced = replaceParts(event, (value, kind) => {
    if (isMark(value) || !isLarger(value, inlineBytes)) return value;
    const file = keptFile(value, kind, nextNumber());
    files.push(file);
    return { [markKey]: file.name } satisfies Mark;
  });
  return { event: files.length === 0 ? event : replaced, files };
}

/** An event of a journal with its large parts, each of which is read from `folder` when somebody looks at it. */
export function withLargeParts(event: RunEvent, folder: string): RunEvent {
  return replaceParts(event, (value, kind) => (isMark(value) ? new Later(folder, value[markKey], kind) : value));
}

/** `base64` is binary content, `json` anything. */
type PartKind = { readonly form: "text" | "json" } | { readonly form: "base64"; readonly mimeType: string };

function keptFile(value: unknown, kind: PartKind, number: number): KeptFile {
  const isBinary = kind.form === "base64" && typeof value === "string" && isPlainBase64(value);
  if (isBinary) {
    const extension = extensionOf(kind.mimeType);
    // The other form has that name.
    return { name: `${number}.${extension === "json" ? "bin" : extension}`, bytes: () => Buffer.from(value, "base64") };
  }
  // As JSON, since a text of UTF-8 could not hold half a surrogate pair.
  return { name: `${number}.json`, bytes: () => jsonOrNote(value) };
}

/** A tool of a source in this process may return what JSON cannot say. */
function jsonOrNote(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (thrown) {
    return JSON.stringify(`The result could not be kept: ${messageOf(thrown)}`);
  }
}

function isMark(value: unknown): value is Mark {
  if (typeof value !== "object" || value === null || !(markKey in value)) return false;
  // A tool may have returned the same words: they must lead to no file but those beside the journal.
  return typeof value[markKey] === "string" && namePattern.test(value[markKey]);
}

/** Stands for a part until its place is known. */
class Later {
  constructor(
    private readonly folder: string,
    private readonly name: string,
    private readonly kind: PartKind,
  ) {}

  read(): unknown {
    try {
      const bytes = readFileSync(join(this.folder, this.name));
      return this.name.endsWith(".json") ? JSON.parse(bytes.toString("utf8")) : bytes.toString("base64");
    } catch {
      const lost = "This part of the result was kept in a file that is gone.";
      return this.kind.form === "base64" ? Buffer.from(lost).toString("base64") : lost;
    }
  }
}

type Replace = (value: unknown, kind: PartKind) => unknown;

/** The parts of an event that may be large: what a call returned, and what is told of how it failed. */
function replaceParts(event: RunEvent, replace: Replace): RunEvent {
  if (event.type !== "callEnded" && event.type !== "attemptEnded") return event;
  const { ending } = event as { readonly ending: Readonly<Record<string, unknown>> };
  const parts = {
    ...(isRecord(ending.result) && { result: replacedResult(ending.result, replace) }),
    ...(isRecord(ending.error) && { error: withMember(ending.error, "details", { form: "json" }, replace) }),
  };
  return { ...event, ending: { ...ending, ...parts } } as unknown as RunEvent;
}

function replacedResult(result: Members, replace: Replace): Members {
  const { content } = result;
  const blocks = Array.isArray(content) ? content.map((block) => replacedBlock(block, replace)) : content;
  return withMember({ ...result, content: blocks }, "structuredContent", { form: "json" }, replace);
}

function replacedBlock(block: unknown, replace: Replace): unknown {
  if (!isRecord(block)) return block;
  const binary: PartKind = { form: "base64", mimeType: typeof block.mimeType === "string" ? block.mimeType : "" };
  const text: PartKind = { form: "text" };
  const own = withMember(withMember(block, "text", text, replace), "data", binary, replace);
  const whole = withMember(own, "value", { form: "json" }, replace);
  return isRecord(whole.resource) ? { ...whole, resource: replacedBlockOf(whole.resource, replace) } : whole;
}

function replacedBlockOf(resource: Members, replace: Replace): Members {
  const mimeType = typeof resource.mimeType === "string" ? resource.mimeType : "";
  return withMember(
    withMember(resource, "text", { form: "text" }, replace),
    "blob",
    { form: "base64", mimeType },
    replace,
  );
}

type Members = Readonly<Record<string, unknown>>;

function withMember(record: Members, key: string, kind: PartKind, replace: Replace): Members {
  if (record[key] === undefined) return record;
  const replaced = replace(record[key], kind);
  if (replaced === record[key]) return record;
  const copy = { ...record, [key]: replaced };
  if (replaced instanceof Later) readWhenLookedAt(copy, key, replaced);
  return copy;
}

/** Read once, the value stays: who looks at it once does so again. */
function readWhenLookedAt(record: Record<string, unknown>, key: string, later: Later): void {
  Object.defineProperty(record, key, {
    enumerable: true,
    configurable: true,
    get() {
      const value = later.read();
      Object.defineProperty(record, key, { enumerable: true, configurable: true, writable: true, value });
      return value;
    },
  });
}

function isRecord(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
