/** A stretch of an answer: text, or the name of a call that the text before it rests on. */
export type AnswerPart = { readonly text: string } | { readonly call: string };

/**
 * Divides an answer at the names of calls in double brackets, `[[search]]` or `[[search, sum]]`. Only ids that `isCall`
 * knows are such names; anything else stays text.
 */
export function citationsIn(answer: string, isCall: (id: string) => boolean): AnswerPart[] {
  const parts: AnswerPart[] = [];
  let from = 0;
  for (const match of answer.matchAll(/\[\[([^[\]\n]{1,200})\]\]/g)) {
    const ids = (match[1] ?? "").split(",").map((id) => id.trim());
    if (!ids.every(isCall)) continue;
    if (match.index > from) parts.push({ text: answer.slice(from, match.index) });
    parts.push(...ids.map((call) => ({ call })));
    from = match.index + match[0].length;
  }
  if (from < answer.length) parts.push({ text: answer.slice(from) });
  return parts;
}
