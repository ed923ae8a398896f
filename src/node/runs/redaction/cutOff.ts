/** In characters of a secret: so many tell something of it, and are more than chance, where a text was cut off. */
const shortestTelling = 4;

/** What is left of an escape, or of a byte of a dump, and the mark that says that more stood there. */
const afterEscaped = /(?:[\\&%=+'"`$^\0][\w\\&%#+^`{]{0,16}?)?(?=…|\.{3})/y;
const afterDumped = /[\s,:;\-_"'|\\x\da-fA-F]{0,16}?(?=…|\.{3})/y;

/**
 * Where a text was cut off within a secret of which `depth` characters have been read until `at`; -1 if it was not. What
 * programs shorten, ours too, ends in an ellipsis: of a secret that stands across it nothing else would be recognised.
 */
export type CutOff = (text: string, at: number, depth: number) => number;

export const cutOffEscaped: CutOff = (text, at, depth) => markAfter(afterEscaped, text, at, depth);

export const cutOffDumped: CutOff = (text, at, depth) => markAfter(afterDumped, text, at, depth);

function markAfter(rest: RegExp, text: string, at: number, depth: number): number {
  if (depth < shortestTelling) return -1;
  rest.lastIndex = at;
  return rest.test(text) ? rest.lastIndex : -1;
}

/** Whether the ellipsis of a text that was cut off stands here. */
export function isEllipsis(text: string, at: number): boolean {
  return text.charAt(at) === "…" || text.startsWith("...", at);
}
