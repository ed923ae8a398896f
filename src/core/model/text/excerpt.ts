/*
 * Text is cut here and nowhere else, and what is cut ends in an ellipsis: by it the redactor knows that a secret may have
 * been cut in two, and takes out the part that is left.
 */

/**
 * The beginning of a text, for a message. It is cut between words and never within one: of a secret that is cut in two,
 * neither part would be recognised when secrets are taken out of the message.
 */
export function beginningOf(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text
    .slice(0, maxLength + 1)
    .replace(/\S*$/, "")
    .trimEnd()}…`;
}

/** At most the first `maxLength` UTF-16 code units of a text, with an ellipsis for the rest; surrogate pairs stay whole. */
export function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, Math.max(0, maxLength - 1));
  return `${(/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut).trimEnd()}…`;
}
