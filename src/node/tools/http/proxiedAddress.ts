/** An address for people, with the proxy that it is reached through, if there is one. */
export function proxiedAddress(url: URL, proxy: string | undefined): string {
  return proxy === undefined ? url.href : `${url.href} (through the proxy ${hostOf(proxy)})`;
}

/** Without the name and password that a proxy's URL may hold. */
function hostOf(proxy: string): string {
  return URL.canParse(proxy) ? new URL(proxy).host : proxy;
}
