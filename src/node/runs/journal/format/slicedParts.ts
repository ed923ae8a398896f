import { crc32 } from "node:zlib";
import { isPlainBase64 } from "../../documents/binaryContent";
import { jsonPieces } from "../../documents/jsonPieces";
import { pieceLength, type Slices } from "../../../tools/data/slices";
import { isWellFormed, type LargePart, type UnencodedPart } from "./parts";

/** The bytes of a part as they are encoded, piece by piece. Others have their turn between two slices. */
export async function encodedInSlices({ path, form, value }: UnencodedPart, slices: Slices): Promise<LargePart> {
  if (typeof value === "string") {
    const inBase64 = form === "base64" ? await joined(base64Pieces(value), slices) : undefined;
    if (inBase64 !== undefined) return { path, form, ...inBase64 };
    const inUtf8 = await utf8Of(value, slices);
    if (inUtf8 !== undefined) return { path, form: "text", ...inUtf8 };
  }
  const inJson = await joined(jsonBytes(value), slices);
  return { path, form: "json", ...(inJson ?? { bytes: Buffer.alloc(0), check: 0 }) };
}

type Encoded = Required<Pick<LargePart, "bytes" | "check">>;

/** A text in UTF-8; `undefined` for one with half a surrogate pair, which UTF-8 cannot hold. */
async function utf8Of(text: string, slices: Slices): Promise<Encoded | undefined> {
  let length = 0;
  for (const piece of pieces(text)) {
    if (!isWellFormed(piece)) return undefined;
    length += Buffer.byteLength(piece);
    await slices.worked(piece.length);
  }
  const bytes = Buffer.allocUnsafeSlow(length);
  let check = 0;
  let end = 0;
  for (const piece of pieces(text)) {
    const from = end;
    end += bytes.write(piece, from);
    check = crc32(bytes.subarray(from, end), check);
    await slices.worked(end - from);
  }
  return { bytes, check };
}

/** All pieces in one; `undefined` where one of them cannot be encoded so. */
async function joined(pieces: Iterable<Buffer | undefined>, slices: Slices): Promise<Encoded | undefined> {
  const all: Buffer[] = [];
  let check = 0;
  let length = 0;
  for (const piece of pieces) {
    if (piece === undefined) return undefined;
    all.push(piece);
    check = crc32(piece, check);
    length += piece.length;
    await slices.worked(piece.length);
  }
  const bytes = Buffer.allocUnsafeSlow(length);
  let end = 0;
  for (const piece of all) {
    end += piece.copy(bytes, end);
    await slices.worked(piece.length);
  }
  return { bytes, check };
}

function* pieces(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const to = endOfPiece(text, from);
    yield text.slice(from, to);
    from = to;
  }
}

/** A surrogate pair stays in one piece. */
function endOfPiece(text: string, from: number): number {
  const end = Math.min(text.length, from + pieceLength);
  const isPairCut = end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
  return isPairCut ? end + 1 : end;
}

/** Nothing in the place of what is no base64, or is none in the middle. */
function* base64Pieces(text: string): Generator<Buffer | undefined> {
  for (let from = 0; from < text.length; from += pieceLength) {
    const piece = text.slice(from, from + pieceLength);
    const isLast = from + pieceLength >= text.length;
    yield isPlainBase64(piece) && (isLast || !piece.endsWith("=")) ? Buffer.from(piece, "base64") : undefined;
  }
}

function* jsonBytes(value: unknown): Generator<Buffer> {
  let gathered = "";
  for (const piece of jsonPieces(value)) {
    gathered += piece;
    if (gathered.length < pieceLength) continue;
    yield Buffer.from(gathered);
    gathered = "";
  }
  yield Buffer.from(gathered);
}
