import type { BoundedText } from "../../protocol/details";

const encoder = new TextEncoder();

/** The first `maxBytes` of a text in UTF-8, never ending inside a character. */
export function boundText(text: string, maxBytes: number): BoundedText {
  // A UTF-16 code unit takes at most three bytes, so short texts need no measuring beyond one encoding.
  const bytes = encoder.encode(text).length;
  if (bytes <= maxBytes) return { text, bytes, truncated: false };
  const { read } = encoder.encodeInto(text, new Uint8Array(maxBytes));
  return { text: text.slice(0, read), bytes, truncated: true };
}
