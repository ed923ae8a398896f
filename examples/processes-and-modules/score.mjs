/** A module tool: a function of the call's arguments. It is told when nobody waits for it any more. */
export default async function score({ counts }, { signal, progress }) {
  const words = Object.values(counts);
  let sum = 0;
  for (const [index, count] of words.entries()) {
    signal.throwIfAborted();
    sum += count;
    progress({ progress: index + 1, total: words.length, message: `${sum} words so far` });
  }
  return { files: words.length, words: sum, average: sum / words.length };
}

/** Another one of the same file, named by `export`: they share a process. */
export function longest({ counts }) {
  return Object.entries(counts).sort(([, a], [, b]) => b - a)[0][0];
}
