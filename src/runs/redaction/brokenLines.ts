import type { Found, TextSearch } from "./textSearch";

/** Where a line break, also one within JSON, stands between base64 that programs break at 64 or 76 characters. */
const breakInBase64 = /(?:\r?\n|(?:\\r)?\\n)(?<=[\w+/-]{60}(?:\r?\n|(?:\\r)?\\n))(?=[\w+/-])/g;

/** What is found only when base64 that is broken into lines is read as one: each reaches over a break. */
export function findOverBreaks(text: string, search: TextSearch): readonly Found[] {
  const breaks = Array.from(text.matchAll(breakInBase64), ({ index, 0: { length } }) => ({ index, length }));
  if (breaks.length === 0) return [];
  let removed = 0;
  // Where each break was in the text without them, and how much is missing from there on.
  const seams = breaks.map(({ index, length }) => ({ at: index - removed, removed: (removed += length) }));
  const found = search.findIn(text.replaceAll(breakInBase64, ""));
  const overBreaks: Found[] = [];
  let next = 0;
  let missing = 0;
  for (const { start, end } of found) {
    for (let seam = seams[next]; seam !== undefined && seam.at <= start; seam = seams[++next]) missing = seam.removed;
    const from = start + missing;
    for (let seam = seams[next]; seam !== undefined && seam.at < end; seam = seams[++next]) missing = seam.removed;
    if (end + missing - from > end - start) overBreaks.push({ start: from, end: end + missing });
  }
  return overBreaks;
}
