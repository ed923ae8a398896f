/**
 * One spelling for a URL: host and scheme in lower case, no default port, no `.` and `..`, no fragment, escapes in upper
 * case and only where they are needed, no user name or password. Undefined when the text is no URL.
 */
export function canonicalUrl(text: string): string | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  url.hash = "";
  url.username = "";
  url.password = "";
  return url.href.replace(/%[0-9a-f]{2}/gi, plainIfUnreserved);
}

/** A canonical URL as a reason may show it: a query often carries a key, so it is left out. */
export function urlWithoutQuery(url: string): string {
  const [address = "", query] = url.split("?", 2);
  return query === undefined ? url : `${address}?…`;
}

/** RFC 3986, section 6.2.2.2: an escaped letter, digit, `-`, `.`, `_` or `~` means the character itself. */
function plainIfUnreserved(escape: string): string {
  const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  return /[A-Za-z0-9\-._~]/.test(character) ? character : escape.toUpperCase();
}
