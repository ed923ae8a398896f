import { messageOf } from "../../../../core/model/failure";
import type { RunEvent } from "../../../../core/model/run";
import { isPlainBase64 } from "../../documents/binaryContent";
import { isLarger } from "../../documents/resultSize";
import { parseExactly } from "../../../../core/model/data/exactJson";

/** How large a part of a result may be to stand in the line of its event. */
const inlineBytes = 1024;

/** How the bytes of a part say its value: as UTF-8, as the bytes that base64 stands for, or as JSON. */
export type PartForm = "text" | "base64" | "json";

/** Where a part belongs in the ending of its event: names of members and places in lists. */
export type PartPath = readonly (string | number)[];

/** A large part of a result, or of what is told of a failure, that is kept apart from its event. */
export interface LargePart {
  readonly path: PartPath;
  readonly form: PartForm;
  readonly bytes: Buffer;
  /** Its CRC-32, where that is known already. */
  readonly check?: number;
}

/** What is to become a part, of this form if it is of that kind. */
export interface UnencodedPart {
  readonly path: PartPath;
  readonly form: PartForm;
  readonly value: unknown;
}

/** The parts of a result, or of an error by its details, that were encoded beforehand since that takes long. */
const encodedBefore = new WeakMap<object, readonly LargePart[]>();

/** Encodes the large parts of a result beforehand: {@link withoutLargeParts} has nothing to do for them then, once. */
export async function encodeResult(result: object, encode: (part: UnencodedPart) => Promise<LargePart>): Promise<void> {
  const parts: UnencodedPart[] = [];
  withoutPartsOfResult(result as Members, parts);
  encodedBefore.set(result, await inTurn(parts, encode));
}

/** The same for the details of an error. */
export async function encodeDetails(
  details: object,
  encode: (part: UnencodedPart) => Promise<LargePart>,
): Promise<void> {
  const parts: UnencodedPart[] = [];
  withoutPartsOfError({ details }, parts);
  encodedBefore.set(details, await inTurn(parts, encode));
}

async function inTurn(
  parts: readonly UnencodedPart[],
  encode: (part: UnencodedPart) => Promise<LargePart>,
): Promise<readonly LargePart[]> {
  const all: LargePart[] = [];
  for (const part of parts) all.push(await encode(part));
  return all;
}

/**
 * Takes the large parts out of an event: texts, binary content and structured content. The event that comes back is a
 * copy that lacks them, and the same one when it has no large part.
 */
export function withoutLargeParts<E extends RunEvent>(
  event: E,
): { readonly event: E; readonly parts: readonly LargePart[] } {
  if (event.type !== "callEnded" && event.type !== "attemptEnded") return { event, parts: [] };
  const ending: Members = event.ending as unknown as Members;
  const taken: UnencodedPart[] = [];
  const result = isRecord(ending.result) ? withoutPartsOfResult(ending.result, taken) : ending.result;
  const error = isRecord(ending.error) ? withoutPartsOfError(ending.error, taken) : ending.error;
  if (taken.length === 0) return { event, parts: [] };
  const parts = partsEncodedBefore(ending) ?? taken.map(encoded);
  const rest = { ...ending, ...(result !== undefined && { result }), ...(error !== undefined && { error }) };
  return { event: { ...event, ending: rest } as unknown as E, parts };
}

function partsEncodedBefore({ result, error }: Members): readonly LargePart[] | undefined {
  const whole = result ?? (isRecord(error) ? error.details : undefined);
  if (typeof whole !== "object" || whole === null) return undefined;
  const parts = encodedBefore.get(whole);
  // What is on disk need not stay in memory for as long as the result does.
  encodedBefore.delete(whole);
  return parts;
}

/** A part that is kept somewhere. */
export interface StoredPart {
  readonly path: PartPath;
  readonly form: PartForm;
  /** How many bytes it has. */
  readonly length: number;
  /** Reads all of it; what says so where it is lost. */
  readonly read: () => unknown;
  /** Its first bytes, so many, or fewer where it ends; `undefined` where they are lost. */
  readonly first: (bytes: number) => Uint8Array | undefined;
}

/** Puts parts where they belong in an event that they were taken from; each is read whenever somebody looks at it. */
export function putBack(event: RunEvent, parts: readonly StoredPart[]): void {
  for (const part of parts) {
    const { path } = part;
    let holder: unknown = (event as { readonly ending?: unknown }).ending;
    for (const step of path.slice(0, -1)) holder = memberOf(holder, step);
    const key = path.at(-1);
    if (typeof holder === "object" && holder !== null && key !== undefined) readWhenLookedAt(holder, key, part);
  }
}

/** What the bytes of a part say. Throws when they are none of its form. */
export function valueOf(bytes: Uint8Array, form: PartForm): unknown {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (form === "base64") return buffer.toString("base64");
  const text = buffer.toString("utf8");
  return form === "text" ? text : parseExactly(text);
}

/** What stands in the place of a part that cannot be read any more; of the kind that its reader expects there. */
export function lostPart({ form, path }: Pick<LargePart, "form" | "path">): unknown {
  if (path.at(-1) === "content") return [{ type: "text", text: lostText }];
  return form === "base64" ? lostBase64 : lostText;
}

/** Whether this stands in the place of a part that is lost. */
export function isLostPart(value: unknown): boolean {
  return value === lostText || value === lostBase64;
}

/** Whether this value, or what it was made of, was lost in part; reads all of it. */
export function hasLostPart(value: unknown): boolean {
  if (typeof value === "string") return value.includes(lostText) || value.includes(lostBase64);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(hasLostPart);
}

const lostText = "This part of the result was kept in a file that is gone or damaged.";
const lostBase64 = Buffer.from(lostText).toString("base64");

type Members = Readonly<Record<string, unknown>>;

function withoutPartsOfError(error: Members, taken: UnencodedPart[]): Members {
  return without(error, ["error"], "details", "json", taken);
}

function withoutPartsOfResult(result: Members, taken: UnencodedPart[]): Members {
  const rest = without(result, ["result"], "structuredContent", "json", taken);
  if (!Array.isArray(rest.content)) return rest;
  const ofBlocks: UnencodedPart[] = [];
  const content: unknown[] = rest.content.map((block, index) =>
    isRecord(block) ? withoutPartsOfBlock(block, ["result", "content", index], ofBlocks) : (block as unknown),
  );
  // So many small blocks are one large part.
  if (isLarger(content, 2 * inlineBytes)) return without(rest, ["result"], "content", "json", taken);
  taken.push(...ofBlocks);
  return ofBlocks.length === 0 ? rest : { ...rest, content };
}

function withoutPartsOfBlock(block: Members, path: PartPath, taken: UnencodedPart[]): Members {
  let rest = without(block, path, "text", "text", taken);
  rest = without(rest, path, "data", "base64", taken);
  rest = without(rest, path, "value", "json", taken);
  if (!isRecord(rest.resource)) return rest;
  const inside = [...path, "resource"];
  const resource = without(without(rest.resource, inside, "text", "text", taken), inside, "blob", "base64", taken);
  return resource === rest.resource ? rest : { ...rest, resource };
}

function without(record: Members, path: PartPath, key: string, form: PartForm, taken: UnencodedPart[]): Members {
  const value = record[key];
  if (value === undefined || !isLarger(value, inlineBytes)) return record;
  taken.push({ path: [...path, key], form, value });
  // It keeps its place among the other members.
  return { ...record, [key]: null };
}

function encoded({ path, form, value }: UnencodedPart): LargePart {
  if (typeof value === "string") {
    if (form === "base64" && isPlainBase64(value)) return { path, form, bytes: Buffer.from(value, "base64") };
    // UTF-8 could not hold half a surrogate pair.
    if (isWellFormed(value)) return { path, form: "text", bytes: Buffer.from(value) };
  }
  return { path, form: "json", bytes: Buffer.from(jsonOrNote(value)) };
}

/** Every Node that we run on has it, the language's version that we are checked against does not. */
export function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}

/** A tool of a source in this process may return what JSON cannot say. */
function jsonOrNote(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (thrown) {
    return JSON.stringify(`The result could not be kept: ${messageOf(thrown)}`);
  }
}

const storedParts = new WeakMap<object, Map<string | number, StoredPart>>();

function readWhenLookedAt(holder: object, key: string | number, part: StoredPart): void {
  const parts = storedParts.get(holder) ?? new Map<string | number, StoredPart>();
  storedParts.set(holder, parts.set(key, part));
  Object.defineProperty(holder, key, { enumerable: true, configurable: true, get: part.read });
}

/**
 * How a member begins that is kept elsewhere, as text or as JSON, without all of it being read; `undefined` of any other,
 * and of one of no more than so many bytes.
 */
export function beginningOfStored(holder: object, key: string, bytes: number): string | undefined {
  const part = storedParts.get(holder)?.get(key);
  if (part === undefined || part.length <= bytes) return undefined;
  const first = part.first(bytes);
  if (first === undefined) return lostText;
  // It may end in the middle of a character.
  return part.form === "base64"
    ? Buffer.from(first).toString("base64")
    : new TextDecoder().decode(first, { stream: true });
}

function memberOf(holder: unknown, step: string | number): unknown {
  return typeof holder === "object" && holder !== null ? (holder as Members)[step] : undefined;
}

function isRecord(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
