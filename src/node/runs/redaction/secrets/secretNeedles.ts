import { isOwnWord } from "../ownWords";

/** A text that is looked for. What is encoded is searched for as it stands, except where a line may be broken. */
export interface Needle {
  readonly text: string;
  readonly isEncoded: boolean;
}

/** The fewest characters of a line of a secret with several, such as a key file, that is a secret by itself. */
const shortestLine = 16;
/** The fewest characters of an encoded secret that can be told from chance. */
const shortestEncoded = 5;
/** A long secret is looked for in pieces, so that a part of it is found too, and that one look is short. */
const pieceLength = 60;
/** The end of a piece that is the beginning of the next one: what is found of both then is one. */
const pieceOverlap = 4;

/**
 * The texts by which a secret is found: as it is, without blanks around it, without a scheme before it, line by line, and
 * in base64 wherever it begins within what was encoded. How characters may be spelled is the business of the search.
 */
export function secretNeedles(secret: string): readonly Needle[] {
  const pieces = new Set(partsOf(secret).flatMap(normalForms).flatMap(inPieces));
  // Programs put JSON into base64 as often as they put the text itself there.
  const encoded = new Set([...pieces].flatMap((piece) => [...new Set([piece, inJson(piece)])]).flatMap(base64Forms));
  return [
    ...Array.from(pieces, (text) => ({ text, isEncoded: false })),
    ...Array.from(encoded, (text) => ({ text, isEncoded: true })),
  ];
}

function partsOf(secret: string): readonly string[] {
  const trimmed = secret.trim();
  const credentials = /^(?:Bearer|Basic|Token|ApiKey)\s+(\S{4,})$/i.exec(trimmed)?.[1];
  const lines = trimmed.split(/\r?\n/).map((line) => line.trim());
  const longLines = lines.length > 1 ? lines.filter((line) => line.length >= shortestLine) : [];
  return [trimmed, ...(credentials === undefined || isOwnWord(credentials) ? [] : [credentials]), ...longLines];
}

/** Names of files come back with letters and accents taken apart. */
function normalForms(text: string): readonly string[] {
  return [text, text.normalize("NFC"), text.normalize("NFD")];
}

function inPieces(text: string): readonly string[] {
  const characters = Array.from(text);
  if (characters.length <= pieceLength + shortestLine) return [text];
  const pieces: string[] = [];
  for (let from = 0; from + shortestLine < characters.length; from += pieceLength - pieceOverlap) {
    pieces.push(characters.slice(from, from + pieceLength).join(""));
  }
  return pieces;
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function base64Forms(text: string): readonly string[] {
  const utf8 = new TextEncoder().encode(text);
  const once = [utf8, utf16Of(text, 0), utf16Of(text, 1)].flatMap((bytes) => [
    ...wholeBase64(bytes),
    ...withinBase64(bytes),
  ]);
  const twice = withinBase64(utf8)
    .flatMap(bothAlphabets)
    .flatMap((each) => withinBase64(new TextEncoder().encode(each)));
  return [...once, ...twice].filter((form) => form.length >= shortestEncoded).flatMap(bothAlphabets);
}

/** In bytes, the lower one of each unit first, or second. */
function utf16Of(text: string, lowerByte: 0 | 1): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let at = 0; at < text.length; at++) {
    bytes[at * 2 + lowerByte] = text.charCodeAt(at) & 0xff;
    bytes[at * 2 + 1 - lowerByte] = text.charCodeAt(at) >> 8;
  }
  return bytes;
}

function wholeBase64(bytes: Uint8Array): readonly string[] {
  const base64 = base64Of(bytes);
  return base64.endsWith("=") ? [base64, base64.replace(/=+$/, "")] : [base64];
}

/** The characters that the bytes alone decide, whatever is encoded before and behind them. */
function withinBase64(bytes: Uint8Array): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const padded = new Uint8Array(offset + bytes.length);
    padded.set(bytes, offset);
    return base64Of(padded).slice(Math.ceil((offset * 8) / 6), Math.floor((padded.length * 8) / 6));
  });
}

function bothAlphabets(base64: string): readonly string[] {
  return [base64, base64.replaceAll("+", "-").replaceAll("/", "_")];
}

function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
