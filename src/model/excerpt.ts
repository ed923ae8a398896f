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

/** The end of a text, cut likewise. */
export function endOf(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `…${text
    .slice(-maxLength - 1)
    .replace(/^\S*/, "")
    .trimStart()}`;
}
