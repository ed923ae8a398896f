import { parseExactly } from "../../../core/model/data/exactJson";
import type { Json } from "../../../core/model/data/json";
import { pieceLength, Slices } from "./slices";

/** In bytes. What is no larger takes a few milliseconds in one go, and less time than in pieces. */
export const largeJsonBytes = 1024 * 1024;

/** As deep as any data may be that comes from outside. */
const deepest = 500;

/**
 * Reads JSON in UTF-8, slice by slice, as `JSON.parse` reads it. Rejects with a `SyntaxError` for what is no JSON, a
 * `JsonEndsEarly` where only its end is missing, and a `RangeError` for what is nested deeper than 500 levels.
 */
export function largeJson(bytes: Buffer, slices = new Slices(), pieceBytes = pieceLength): Promise<Json> {
  return new LargeJson(bytes, slices, pieceBytes).whole();
}

/** Of JSON whose rest is missing. */
export class JsonEndsEarly extends SyntaxError {
  constructor() {
    super("The JSON ends in its middle");
  }
}

const [quote, comma, colon, backslash, unicode] = [0x22, 0x2c, 0x3a, 0x5c, 0x75];
const [openList, closeList, openRecord, closeRecord] = [0x5b, 0x5d, 0x7b, 0x7d];
const byteOrderMark = Buffer.from("\ufeff");
const unicodeEscape = "\\u0000";

/** What a byte outside of texts does. */
const [plain, begins, ends, separates, quotes] = [0, 1, 2, 3, 4];
const kindOf = new Uint8Array(256);
for (const byte of [openList, openRecord]) kindOf[byte] = begins;
for (const byte of [closeList, closeRecord]) kindOf[byte] = ends;
kindOf[comma] = separates;
kindOf[quote] = quotes;

/** Takes up the items of a container. */
interface Taking {
  /** The text of items with commas between them; gives how many there were. */
  readonly few: (text: string) => number;
  readonly large: () => Promise<void>;
}

/**
 * Goes into what is larger than a piece. Items of a container that are small are left to `JSON.parse`, as many together as
 * a piece holds, so that it need only be seen where they end.
 */
class LargeJson {
  private at = 0;
  /** Of the containers around. */
  private depth = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly slices: Slices,
    private readonly pieceBytes: number,
  ) {}

  async whole(): Promise<Json> {
    if (this.bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark)) this.at = byteOrderMark.length;
    this.skipSpace();
    const value = await this.value();
    this.skipSpace();
    if (this.at < this.bytes.length) throw this.unexpected();
    return value;
  }

  private value(): Promise<Json> | Json {
    switch (this.bytes[this.at]) {
      case quote:
        return this.text();
      case openList:
        return this.list();
      case openRecord:
        return this.record();
      default:
        return this.word();
    }
  }

  private async list(): Promise<Json[]> {
    const items: Json[] = [];
    await this.container(closeList, {
      few: (text) => {
        const some = parseExactly(`[${text}]`) as Json[];
        for (const item of some) items.push(item);
        return some.length;
      },
      large: async () => {
        items.push(await this.value());
      },
    });
    return items;
  }

  private async record(): Promise<Record<string, Json>> {
    const members: Record<string, Json> = {};
    await this.container(closeRecord, {
      few: (text) => {
        const some = Object.entries(parseExactly(`{${text}}`) as Record<string, Json>);
        for (const [key, value] of some) setMember(members, key, value);
        return some.length;
      },
      large: async () => {
        if (this.bytes[this.at] !== quote) throw this.unexpected();
        const key = await this.text();
        this.skipSpace();
        if (this.bytes[this.at++] !== colon) throw this.unexpected();
        this.skipSpace();
        setMember(members, key, await this.value());
      },
    });
    return members;
  }

  private async container(close: number, take: Taking): Promise<void> {
    const { bytes } = this;
    this.at++;
    this.depth++;
    for (let isFirst = true; ; isFirst = false) {
      const end = this.endOfFew();
      if (end === undefined) {
        this.skipSpace();
        if (!isFirst || bytes[this.at] !== close) await take.large();
        this.skipSpace();
      } else {
        const length = end - this.at;
        const count = take.few(this.textTo(end));
        if (count === 0 && !(isFirst && bytes[end] === close)) throw this.unexpected();
        await this.slices.worked(length);
      }
      const next = bytes[this.at];
      if (next !== close && next !== comma) throw this.unexpected();
      this.at++;
      if (next === close) break;
    }
    this.depth--;
  }

  /** Where items end that are no larger than a piece together; undefined where the first one is larger. */
  private endOfFew(): number | undefined {
    const { bytes } = this;
    const until = this.at + this.pieceBytes;
    const last = Math.min(until, bytes.length);
    let end: number | undefined;
    let inside = 0;
    for (let at = this.at; at < last; at++) {
      const kind = kindOf[bytes[at] ?? 0];
      if (kind === plain) continue;
      if (kind === quotes) at = this.endOfText(at + 1, until);
      else if (kind === separates) {
        if (inside === 0) end = at;
      } else if (kind === begins) {
        if (this.depth + ++inside > deepest) throw new RangeError(`it is nested deeper than ${deepest} levels`);
      } else if (inside-- === 0) return at;
    }
    if (last < until) throw new JsonEndsEarly();
    return end;
  }

  /** Where the quote stands that ends a text, or from `until` on a place in which no escape stands. */
  private endOfText(from: number, until: number): number {
    const { bytes } = this;
    let escapeEnd = 0;
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === quote || (at >= until && at >= escapeEnd)) return at;
      if (byte !== backslash) continue;
      escapeEnd = at + (bytes[at + 1] === unicode ? unicodeEscape.length : 2);
      at++;
    }
    throw new JsonEndsEarly();
  }

  /** The same of a text that is expected to be long: where it has no escape, its end is searched for. */
  private endOfPiece(): number {
    const until = this.at + this.pieceBytes;
    const piece = this.bytes.subarray(this.at, until);
    const end = piece.indexOf(quote);
    const isPlain = !(end < 0 ? piece : piece.subarray(0, end)).includes(backslash);
    if (isPlain && end >= 0) return this.at + end;
    return isPlain && until <= this.bytes.length ? until : this.endOfText(this.at, until);
  }

  private async text(): Promise<string> {
    const { bytes } = this;
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const pieces: string[] = [];
    this.at++;
    for (let isLast = false; !isLast;) {
      const from = this.at;
      const end = this.endOfPiece();
      isLast = bytes[end] === quote;
      pieces.push(parseExactly(`"${decoder.decode(bytes.subarray(from, end), { stream: !isLast })}"`) as string);
      this.at = end;
      await this.slices.worked(end - from);
    }
    this.at++;
    return pieces.join("");
  }

  /** A number, or what has a name. */
  private word(): Json {
    let end = this.at;
    while (end < this.bytes.length && !endsWord.has(this.bytes[end] ?? 0)) end++;
    if (end === this.bytes.length && this.depth > 0) throw new JsonEndsEarly();
    if (end === this.at) throw this.unexpected();
    return parseExactly(this.textTo(end)) as Json;
  }

  private textTo(end: number): string {
    const text = this.bytes.toString("utf8", this.at, end);
    this.at = end;
    return text;
  }

  private skipSpace(): void {
    while (spaces.has(this.bytes[this.at] ?? 0)) this.at++;
  }

  private unexpected(): SyntaxError {
    if (this.at >= this.bytes.length) return new JsonEndsEarly();
    return new SyntaxError(`There is something unexpected at byte ${this.at} of the JSON`);
  }
}

const spaces: ReadonlySet<number> = new Set(Buffer.from(" \t\n\r"));
const endsWord: ReadonlySet<number> = new Set([...spaces, comma, closeList, closeRecord, openList, openRecord, quote]);

function setMember(members: Record<string, Json>, key: string, value: Json): void {
  // Assigning to it would set what the record inherits from.
  if (key === "__proto__") {
    Object.defineProperty(members, key, { value, enumerable: true, configurable: true, writable: true });
  } else members[key] = value;
}
