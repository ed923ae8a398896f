import type { Tool } from "../../src/core/model/tool";

/** What a stranger may bring: a text of calls, and what lies or runs beside it. */
export interface Hostile {
  readonly text: string;
  /** What is run in its place, where its calls send requests: what each of these costs is not the text's doing. */
  readonly runText?: string;
  /** Files in the folder of the text, by their names. */
  readonly files?: Readonly<Record<string, string>>;
  /** Tools of a source called `many`. */
  readonly tools?: readonly Tool[];
  /** Patterns of what the user holds for secret. */
  readonly secretPatterns?: readonly string[];
}

/** Makes a hostile text of about that many characters. */
export type Kind = (length: number) => Hostile;

export interface Frame {
  readonly before?: string;
  readonly after?: string;
  readonly between?: string;
}

/** Pieces, each of which may tell its number, until the text has its length. */
export function repeated(piece: (index: number) => string, length: number, frame: Frame = {}): string {
  const { before = "", after = "", between = "" } = frame;
  const pieces: string[] = [];
  let left = length - before.length - after.length;
  while (left > 0) {
    const next = piece(pieces.length);
    pieces.push(next);
    left -= next.length + between.length;
  }
  return before + pieces.join(between) + after;
}

/** A kind that is nothing but pieces in a frame. */
export function piecesOf(piece: string | ((index: number) => string), frame?: Frame): Kind {
  const made = typeof piece === "string" ? () => piece : piece;
  return (length) => ({ text: repeated(made, length, frame) });
}

/** The frame of a manifest around its calls. */
export const inCalls: Frame = { before: '{"version":1,"calls":[', after: "]}", between: "," };

/** A manifest of one call, with this beside it. */
export function besideOneCall(members: string, call = '{"tool":"wait","arguments":{"ms":0}}'): string {
  return `{"version":1,${members},"calls":[${call}]}`;
}
