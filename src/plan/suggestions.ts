import { didYouMean } from "../model/nearest";

/** Comparing two names takes about 2 µs: beyond this many a list of what was meant costs more than it helps. */
const mostComparisons = 100_000;
const offeredAtLeast = 3;

/** Offers the ids that unknown ones may have meant, as long as that is cheap. */
export class Suggestions {
  private left: number;

  constructor(private readonly ids: readonly string[]) {
    this.left = Math.max(offeredAtLeast, Math.floor(mostComparisons / Math.max(1, ids.length)));
  }

  /** A sentence with a space before it, or nothing. */
  for(id: string): string {
    return this.left-- > 0 ? didYouMean(id, this.ids) : "";
  }
}
