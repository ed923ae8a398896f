const shown = 3;

/**
 * The candidates that a mistyped word most likely meant: at most three, the likeliest first; none when nothing is close.
 * Case, and what separates the parts of a name (`read_file`, `readFile`, `read-file`), count for nothing.
 */
export function nearest(word: string, candidates: Iterable<string>): string[] {
  const wanted = withoutSeparators(word);
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  const near: { candidate: string; distance: number }[] = [];
  for (const candidate of new Set(candidates)) {
    const distance = closeness(wanted, withoutSeparators(candidate), allowed);
    if (distance !== undefined) near.push({ candidate, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return near.slice(0, shown).map(({ candidate }) => candidate);
}

/** A sentence that offers the nearest candidates, with a space before it; empty when nothing is close. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const quoted = nearest(word, candidates).map((candidate) => `"${candidate}"`);
  const last = quoted.pop();
  if (last === undefined) return "";
  return quoted.length === 0 ? ` Did you mean ${last}?` : ` Did you mean ${quoted.join(", ")} or ${last}?`;
}

function withoutSeparators(word: string): string {
  return word.toLowerCase().replace(/[-_\s.]/g, "") || word.toLowerCase();
}

/** A distance to sort by, or undefined when the two are too far apart; what contains the other is near it. */
function closeness(wanted: string, candidate: string, allowed: number): number | undefined {
  if (wanted === candidate) return 0;
  if (wanted.length >= 3 && candidate.includes(wanted)) return allowed + 0.5;
  if (candidate.length >= 3 && wanted.includes(candidate)) return allowed + 0.6;
  if (Math.abs(wanted.length - candidate.length) > allowed) return undefined;
  const distance = editDistance(wanted, candidate);
  return distance <= allowed ? distance : undefined;
}

/** How many letters must be inserted, removed, replaced or swapped with their neighbour to turn one into the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = at(last, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      let best = Math.min(at(last, column) + 1, at(current, column - 1) + 1, replaced);
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) best = Math.min(best, at(beforeLast, column - 2) + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(numbers: readonly number[], index: number): number {
  return numbers[index] ?? Number.POSITIVE_INFINITY;
}
