/** An edge as far as it orders two calls. */
interface Arrow {
  readonly from: number;
  readonly to: number;
}

const bitsAWord = 32;
/** Memory for the reachability bits, at most; more calls are done in several passes over fewer targets each. */
const mostWords = 8_000_000;
/** Steps after which a few edges too many cost less than finding them. */
const mostSteps = 100_000_000;

/**
 * The conflict edges that order two calls which nothing else orders: those left out follow from other edges, `given` or
 * conflicts. `order` has every call after those that it waits for. The transitive reduction of a graph without cycles is
 * unique, so no edge of the answer could be left away. Plans too large
 * for it (beyond some 50,000 calls) keep edges that follow from two others, but never two for one pair of calls.
 */
export function neededEdges<T extends Arrow>(
  order: readonly number[],
  given: readonly Arrow[],
  conflicts: readonly T[],
): T[] {
  const callCount = order.length;
  const steps = ((given.length + conflicts.length) * callCount) / bitsAWord;
  if (steps > mostSteps) return withoutGivenPairs(given, conflicts);
  const placeOf = new Map(order.map((call, place) => [call, place]));
  const place = (call: number) => placeOf.get(call) ?? 0;
  const arrows = Array.from({ length: callCount }, (): { to: number; conflict: T | undefined }[] => []);
  for (const { from, to } of given) arrows[place(from)]?.push({ to: place(to), conflict: undefined });
  for (const conflict of conflicts) arrows[place(conflict.from)]?.push({ to: place(conflict.to), conflict });
  // Nearest first, and of two to the same call the given one first: what is reached by then needs no edge.
  for (const list of arrows)
    list.sort((a, b) => a.to - b.to || Number(a.conflict !== undefined) - Number(b.conflict !== undefined));

  const implied = new Set<T>();
  const wordsInPass = Math.max(1, Math.min(Math.ceil(callCount / bitsAWord), Math.floor(mostWords / callCount)));
  for (let firstWord = 0; firstWord * bitsAWord < callCount; firstWord += wordsInPass) {
    findImplied(arrows, firstWord, wordsInPass, implied);
  }
  return conflicts.filter((conflict) => !implied.has(conflict));
}

function withoutGivenPairs<T extends Arrow>(given: readonly Arrow[], conflicts: readonly T[]): T[] {
  const pairs = new Set(given.map(({ from, to }) => `${from} ${to}`));
  return conflicts.filter(({ from, to }) => !pairs.has(`${from} ${to}`));
}

function findImplied<T>(
  arrows: readonly (readonly { readonly to: number; readonly conflict: T | undefined }[])[],
  firstWord: number,
  words: number,
  implied: Set<T>,
): void {
  const callCount = arrows.length;
  const reached = new Uint32Array(callCount * words);
  for (let from = callCount - 1; from >= 0; from--) {
    const own = from * words;
    for (const { to, conflict } of arrows[from] ?? []) {
      const word = (to >>> 5) - firstWord;
      const bit = 1 << (to & 31);
      const inPass = word >= 0 && word < words;
      if (inPass && ((reached[own + word] ?? 0) & bit) !== 0) {
        if (conflict !== undefined) implied.add(conflict);
        continue;
      }
      if (inPass) reached[own + word] = (reached[own + word] ?? 0) | bit;
      const theirs = to * words;
      for (let next = Math.max(0, word); next < words; next++) {
        reached[own + next] = (reached[own + next] ?? 0) | (reached[theirs + next] ?? 0);
      }
    }
  }
}
