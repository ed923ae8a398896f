import { isIPv4 } from "node:net";

import { getProxyForUrl } from "proxy-from-env";

/**
 * The proxy that the environment (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY, in either case) has for an address; never
 * one for this machine itself, which no proxy could reach.
 */
export function environmentProxy(url: URL): string | undefined {
  if (isLoopback(url.hostname)) return undefined;
  return getProxyForUrl(url.href) || undefined;
}

function isLoopback(host: string): boolean {
  return (
    host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || (isIPv4(host) && host.startsWith("127."))
  );
}
