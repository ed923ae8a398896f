import type { TextRange } from "../../model/manifest";

/**
 * Tells where the characters of a JSON string stand in the text that holds it: `offsetOf(i)` is the offset in the text
 * of the string's i-th UTF-16 code unit. For JSON that is kept in a string.
 */
export function offsetsInString(text: string, literal: TextRange): (index: number) => number {
  const end = literal.offset + literal.length - 1;
  const offsets: number[] = [];
  let offset = literal.offset + 1;
  while (offset < end) {
    offsets.push(offset);
    offset += text[offset] !== "\\" ? 1 : text[offset + 1] === "u" ? 6 : 2;
  }
  return (index) => offsets[index] ?? end;
}
