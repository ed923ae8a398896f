import { didYouMean, mostCandidates } from "./nearest";
import type { Worded } from "./wording";

/** Comparing two names takes about 2 µs: beyond this many, saying what was meant costs more than it helps. */
const mostComparisons = 100_000;

/** Offers the names that unknown ones may have meant, as long as that is cheap. */
export class Suggestions {
  private left = mostComparisons;

  /** A sentence, or nothing. */
  for(name: string, candidates: readonly string[]): Worded | undefined {
    if (this.left <= 0) return undefined;
    this.left -= Math.min(candidates.length, mostCandidates) + 1;
    return didYouMean(name, candidates);
  }
}
