/** In characters. What is longer matches only itself. */
const longest = 1_000;

/**
 * Whether a text is what a pattern says in which each `*` stands for any run of characters. Finds each part of the pattern
 * at its first place after the last one, which is never wrong, and never goes back.
 */
export function wildcardMatcher(pattern: string): (text: string) => boolean {
  const [start = "", ...rest] = pattern.split("*");
  const end = rest.pop();
  if (end === undefined || pattern.length > longest) return (text) => text === pattern;
  const inner = rest.filter((part) => part !== "");
  const least = pattern.length - (rest.length + 1);
  return (text) => {
    if (text.length > longest) return text === pattern;
    if (text.length < least || !text.startsWith(start) || !text.endsWith(end)) return false;
    return follow(inner, text, start.length, text.length - end.length);
  };
}

function follow(parts: readonly string[], text: string, from: number, to: number): boolean {
  let at = from;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= to;
}
