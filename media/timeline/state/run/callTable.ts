import type { PackedCalls } from "../../../../src/core/model/record/ledger";
import type { CallColumns, ShownTool } from "../../../../src/protocol/callColumns";
import { timeAt, type TextColumn, type TimeColumn } from "../../../../src/protocol/columns";

/** What is known of a call beside what becomes of it. */
export interface ShownPlanned extends ShownTool {
  readonly index: number;
  readonly id?: string;
}

/** Columns as they came, with where each text of them begins. */
interface Part {
  readonly columns: CallColumns;
  readonly ids: Texts;
  readonly previews: Texts;
}

const mostFound = 8;

/** The calls of a run as columns, in the parts in which they came. */
export class CallTable {
  private readonly parts: Part[] = [];
  /** Previews of arguments that were edited, by call. */
  private readonly edited = new Map<number, string>();
  /** Where words were found that were looked for last. */
  private readonly found = new Map<string, Uint8Array>();
  private count = 0;

  get length(): number {
    return this.count;
  }

  add(columns: CallColumns): void {
    this.parts.push({ columns, ids: new Texts(columns.ids), previews: new Texts(columns.previews) });
    this.count += columns.count;
    this.found.clear();
  }

  planned(call: number): ShownPlanned | undefined {
    const part = this.partOf(call);
    const { tools, from } = part?.columns ?? {};
    const tool = tools?.table[tools.of[call - (from ?? 0)] ?? 0];
    if (tool === undefined) return undefined;
    const id = this.idOf(call);
    return { index: call, ...(id !== "" && { id }), ...tool };
  }

  /** The id of a call; empty where it has none. */
  idOf(call: number): string {
    const part = this.partOf(call);
    return part?.ids.at(call - part.columns.from) ?? "";
  }

  preview(call: number): string {
    const part = this.partOf(call);
    return this.edited.get(call) ?? part?.previews.at(call - part.columns.from) ?? "";
  }

  edit(call: number, preview: string): void {
    this.edited.set(call, preview);
    this.found.clear();
  }

  /** Of each call 1 where its id, its tool or its arguments have a word, which is in lower case. */
  having(word: string): Uint8Array {
    const known = this.found.get(word);
    if (known !== undefined) return known;
    const marks = new Uint8Array(this.count);
    for (const { columns, ids, previews } of this.parts) {
      const ofPart = marks.subarray(columns.from, columns.from + columns.count);
      ids.mark(word, ofPart);
      previews.mark(word, ofPart);
      for (const call of this.edited.keys()) if (ofPart[call - columns.from] === 1) ofPart[call - columns.from] = 0;
      const hasWord = columns.tools.table.map(({ tool, source, toolName }) =>
        `${tool} ${source}/${toolName}`.toLowerCase().includes(word),
      );
      for (const [place, tool] of columns.tools.of.entries()) if (hasWord[tool]) ofPart[place] = 1;
    }
    for (const [call, preview] of this.edited) {
      if (`${this.idOf(call)} ${preview}`.toLowerCase().includes(word)) marks[call] = 1;
    }
    if (this.found.size > mostFound) this.found.clear();
    this.found.set(word, marks);
    return marks;
  }

  private partOf(call: number): Part | undefined {
    if (!(call >= 0 && call < this.count)) return undefined;
    let low = 0;
    let high = this.parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.parts[middle]?.columns.from ?? 0) <= call) low = middle;
      else high = middle - 1;
    }
    return this.parts[low];
  }
}

/** The texts of a column, which are cut out of it when they are asked for. */
class Texts {
  private readonly ends: Uint32Array;
  private lower: string | undefined;

  constructor(private readonly column: TextColumn) {
    this.ends = new Uint32Array(column.lengths.length);
    let end = 0;
    for (const [place, length] of column.lengths.entries()) this.ends[place] = end += length;
  }

  at(place: number): string {
    return this.column.text.slice(this.ends[place - 1] ?? 0, this.ends[place] ?? 0);
  }

  /** Sets 1 in the places whose text has a word, which is in lower case. */
  mark(word: string, marks: Uint8Array): void {
    this.lower ??= this.column.text.toLowerCase();
    // A few capitals are longer as small letters, which moves all that follows.
    if (this.lower.length !== this.column.text.length) {
      for (let place = 0; place < marks.length; place++)
        if (this.at(place).toLowerCase().includes(word)) marks[place] = 1;
      return;
    }
    let place = 0;
    for (let at = this.lower.indexOf(word); at >= 0; at = this.lower.indexOf(word, at)) {
      while ((this.ends[place] ?? at + 1) <= at) place++;
      const end = this.ends[place] ?? 0;
      const isWithin = at + word.length <= end;
      if (isWithin) marks[place] = 1;
      // Once is enough for a text, and one that runs into the next is in neither.
      at = isWithin ? end : at + 1;
    }
  }
}

/** How far each call of columns is, for the ledger. */
export function packedCalls({ readyAt, startedAt, endedAt, endings, more }: CallColumns): PackedCalls {
  return {
    readyAtMs: times(readyAt),
    startedAtMs: times(startedAt),
    endedAtMs: times(endedAt),
    endings: Array.from(endings.of, (place) => endings.table[place - 1]),
    more,
  };
}

function times(column: TimeColumn): Float64Array {
  const all = new Float64Array(column.us.length);
  for (let place = 0; place < all.length; place++) all[place] = timeAt(column, place);
  return all;
}
