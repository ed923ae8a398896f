/** A place in a text as editors show it: line and column count from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const lineBreaks = /\r\n|\n|\r/g;
const byteOrderMark = 0xfeff;

interface LineIndex {
  readonly text: string;
  readonly starts: readonly number[];
}

/** Problems come in batches about one text, so the line starts of the last text asked about are kept. */
let lastIndex: LineIndex = { text: "", starts: [0] };

/**
 * The line and column of an offset. `\n`, `\r\n` and `\r` end a line; a byte order mark takes no column. An offset
 * outside the text is taken as its nearest end.
 */
export function positionAt(text: string, offset: number): Position {
  const starts = lineStarts(text);
  const inside = Math.min(Math.max(offset, 0), text.length);
  const line = lineOf(starts, inside);
  const start = starts[line] ?? 0;
  const mark = line === 0 && inside > 0 && text.charCodeAt(0) === byteOrderMark ? 1 : 0;
  return { line: line + 1, column: inside - start - mark + 1 };
}

function lineStarts(text: string): readonly number[] {
  if (lastIndex.text === text) return lastIndex.starts;
  const starts = [0];
  for (const lineBreak of text.matchAll(lineBreaks)) starts.push(lineBreak.index + lineBreak[0].length);
  lastIndex = { text, starts };
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
