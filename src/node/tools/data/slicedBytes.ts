import { pieceLength, Slices } from "./slices";

/** All bytes in one piece of memory, joined slice by slice. */
export async function joinedInSlices(chunks: readonly Uint8Array[], slices: Slices): Promise<Buffer> {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (length <= pieceLength) return Buffer.concat(chunks, length);
  const bytes = Buffer.allocUnsafeSlow(length);
  let end = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, end);
    end += chunk.length;
    await slices.worked(chunk.length);
  }
  return bytes;
}

/** Bytes as text in UTF-8, decoded slice by slice. Rejects with a `TypeError` for bytes that are none where that is `fatal`. */
export async function textInSlices(bytes: Buffer, options: { readonly fatal: boolean }): Promise<string> {
  const decoder = new TextDecoder("utf-8", options);
  if (bytes.length <= pieceLength) return decoder.decode(bytes);
  const slices = new Slices();
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length; from += pieceLength) {
    pieces.push(decoder.decode(bytes.subarray(from, from + pieceLength), { stream: true }));
    await slices.worked(pieceLength);
  }
  pieces.push(decoder.decode());
  return pieces.join("");
}

/** Of so many bytes base64 has a whole number of characters that stand for nothing else. */
const bytesAPiece = pieceLength - (pieceLength % 3);

/** Bytes in base64, encoded slice by slice. */
export async function base64InSlices(bytes: Buffer): Promise<string> {
  const slices = new Slices();
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length; from += bytesAPiece) {
    pieces.push(bytes.toString("base64", from, from + bytesAPiece));
    await slices.worked(bytesAPiece);
  }
  return pieces.join("");
}
