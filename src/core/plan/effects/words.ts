/** The words of a name in lower case: `getOrCreate`, `get_or_create` and `get-or-create` have three, `read2Files` too. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
}

/**
 * Names, in words, without those that most of them begin with: of `slack_post` and `slack_list` is left what follows
 * `slack`. A name keeps at least one word, and all keep what `isKept` wants: in `get_page`, `get_title` the verb is shared.
 */
export function withoutSharedPrefix(
  names: readonly (readonly string[])[],
  isKept: (word: string) => boolean,
): readonly (readonly string[])[] {
  let stripped = names;
  for (;;) {
    const first = sharedFirst(stripped);
    if (first === undefined || isKept(first)) return stripped;
    stripped = stripped.map((words) => (words.length > 1 && words[0] === first ? words.slice(1) : words));
  }
}

/** The word that most of several names begin with, and more than one of those that have others behind it. */
function sharedFirst(names: readonly (readonly string[])[]): string | undefined {
  const counts = new Map<string, number>();
  for (const [first, ...rest] of names) {
    if (first !== undefined && rest.length > 0) counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most !== undefined && most[1] > 1 && most[1] > names.length / 2 ? most[0] : undefined;
}
