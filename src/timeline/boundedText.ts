import type { BoundedText } from "./protocol";

const encoder = new TextEncoder();

/** The first `maxBytes` of a text in UTF-8, never ending inside a character. */
export function boundText(text: string, maxBytes: number): BoundedText {
  // A UTF-16 code unit takes at most three bytes, so short texts need no measuring beyond one encoding.
  const bytes = encoder.encode(text).length;
  if (bytes <= maxBytes) return { text, bytes, truncated: false };
  const { read } = encoder.encodeInto(text, new Uint8Array(maxBytes));
  return { text: text.slice(0, read), bytes, truncated: true };
}

/** The first `maxLength` UTF-16 code units of a text, with an ellipsis for the rest; surrogate pairs stay whole. */
export function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, Math.max(0, maxLength - 1));
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
