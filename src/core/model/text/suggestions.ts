import { didYouMean, mostCandidates } from "./nearest";

/** Comparing two names takes about 2 µs: beyond this many, saying what was meant costs more than it helps. */
const mostComparisons = 100_000;

/** Offers the names that unknown ones may have meant, as long as that is cheap. */
export class Suggestions {
  private left = mostComparisons;

  /** A sentence with a space before it, or nothing. */
  for(name: string, candidates: readonly string[]): string {
    if (this.left <= 0) return "";
    this.left -= Math.min(candidates.length, mostCandidates) + 1;
    return didYouMean(name, candidates);
  }
}
