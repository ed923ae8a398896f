/** Stands in a header's value for the key, which is in no setting. */
const keyPlaceholder = "${key}";

/** Where a key may be sent: the scheme, host and port of a base URL; `undefined` for what is no web address. */
export function originOf(baseUrl: string): string | undefined {
  try {
    const { protocol, origin } = new URL(baseUrl.trim());
    return protocol === "http:" || protocol === "https:" ? origin : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an address is on this machine, where servers rarely ask for a key. */
export function isLocal(baseUrl: string): boolean {
  const origin = originOf(baseUrl);
  if (origin === undefined) return false;
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(origin).hostname);
}

/** Whether a key would travel where others can read it. */
export function isUnprotected(baseUrl: string): boolean {
  return originOf(baseUrl)?.startsWith("http:") === true && !isLocal(baseUrl);
}

/** How a key is sent: in the headers that have a place for it, else as servers take it. */
export function authorizedBy(
  headers: Readonly<Record<string, string>>,
  key: string | undefined,
): { readonly headers?: Readonly<Record<string, string>>; readonly apiKey?: string } {
  const entries = Object.entries(headers);
  const hasPlace = entries.some(([, value]) => value.includes(keyPlaceholder));
  const filled = entries
    .filter(([, value]) => key !== undefined || !value.includes(keyPlaceholder))
    .map(([name, value]) => [name, value.replaceAll(keyPlaceholder, () => key ?? "")] as const);
  return {
    ...(filled.length > 0 && { headers: Object.fromEntries(filled) }),
    ...(key !== undefined && !hasPlace && { apiKey: key }),
  };
}
