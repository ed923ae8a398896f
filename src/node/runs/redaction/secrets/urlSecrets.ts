import type { Redaction } from "../redactor";

/** Tells the redaction of the credentials that a URL holds: its password, or a name that stands alone as tokens do. */
export function addUrlSecrets(redaction: Redaction, url: string): void {
  if (!URL.canParse(url)) return;
  const { username, password } = new URL(url);
  const secret = password === "" ? username : password;
  for (const each of new Set([secret, decoded(secret)])) if (each !== "") redaction.addSecret(each);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
