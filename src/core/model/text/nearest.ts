import { anyOf, worded, type Worded } from "./wording";

const shown = 3;

/** In characters: a longer word is no slip of the pen. */
const longest = 100;
/** So many candidates are looked at, and so many pairs of letters compared, for one word: a third of a millisecond. */
export const mostCandidates = 1_000;
const mostLetterPairs = 50_000;

/**
 * The candidates that a mistyped word most likely meant: at most three, the likeliest first; none when nothing is close.
 * Case, and what separates the parts of a name (`read_file`, `readFile`, `read-file`), count for nothing. What is longer
 * than 100 characters, or comes after the first 1,000 candidates, is not looked at.
 */
export function nearest(word: string, candidates: Iterable<string>): string[] {
  if (word.length > longest) return [];
  const comparison = new Comparison(withoutSeparators(word));
  const near = new Map<string, number>();
  let left = mostCandidates;
  for (const candidate of candidates) {
    if (left-- === 0) break;
    const distance = near.has(candidate) ? undefined : comparison.with(candidate);
    if (distance !== undefined) near.set(candidate, distance);
  }
  const sorted = [...near].sort(([a, before], [b, after]) => before - after || (a < b ? -1 : 1));
  return sorted.slice(0, shown).map(([candidate]) => candidate);
}

/** A sentence that offers the nearest candidates; undefined when nothing is close. */
export function didYouMean(word: string, candidates: Iterable<string>): Worded | undefined {
  const quoted = nearest(word, candidates).map((candidate) => `"${candidate}"`);
  return quoted.length === 0 ? undefined : worded("Did you mean {0}?", anyOf(quoted));
}

function withoutSeparators(word: string): string {
  return word.toLowerCase().replace(/[-_\s.]/g, "") || word.toLowerCase();
}

class Comparison {
  private readonly allowed: number;
  private lettersLeft = mostLetterPairs;

  constructor(private readonly wanted: string) {
    this.allowed = Math.max(1, Math.floor(wanted.length / 3));
  }

  /** A distance to sort by, or undefined when the two are too far apart; what contains the other is near it. */
  with(written: string): number | undefined {
    if (written.length > longest) return undefined;
    const { wanted, allowed } = this;
    const candidate = withoutSeparators(written);
    if (wanted === candidate) return 0;
    if (wanted.length >= 3 && candidate.includes(wanted)) return allowed + 0.5;
    if (candidate.length >= 3 && wanted.includes(candidate)) return allowed + 0.6;
    if (Math.abs(wanted.length - candidate.length) > allowed) return undefined;
    this.lettersLeft -= wanted.length * Math.min(candidate.length, 2 * allowed + 1);
    if (this.lettersLeft < 0) return undefined;
    const distance = editDistance(wanted, candidate, allowed);
    return distance <= allowed ? distance : undefined;
  }
}

/**
 * How many letters must be inserted, removed, replaced or swapped with their neighbour to turn one into the other. Looks
 * only where that are at most `allowed`; what is more comes out as any larger number.
 */
function editDistance(from: string, to: string, allowed: number): number {
  const far = allowed + 1;
  let [beforeLast, last, current] = rows;
  for (let column = 0; column <= to.length; column++) last[column] = column;
  for (let row = 1; row <= from.length; row++) {
    current.fill(far, 0, to.length + 1);
    if (row <= allowed) current[0] = row;
    const end = Math.min(to.length, row + allowed);
    for (let column = Math.max(1, row - allowed); column <= end; column++) {
      const replaced = at(last, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      let best = Math.min(at(last, column) + 1, at(current, column - 1) + 1, replaced);
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) best = Math.min(best, at(beforeLast, column - 2) + 1);
      current[column] = Math.min(best, far);
    }
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  return at(last, to.length);
}

/** What {@link editDistance} writes to, since lists of its own for each row take twice as long. In lower case a letter may become two. */
const rows = [row(), row(), row()] as const;

function row(): Uint16Array {
  return new Uint16Array(2 * longest + 1);
}

function at(numbers: Uint16Array, index: number): number {
  return numbers[index] ?? Number.POSITIVE_INFINITY;
}
