import type { FetchLike } from "@modelcontextprotocol/client";

import { isPrivate } from "../../http/webAddress";

/**
 * Shares the answer to requests that refresh with the same token: authorization servers take a second use of it for theft
 * and end the session, and calls that run in parallel find an expired token all at once.
 */
export function refreshingOnce(fetch: FetchLike): FetchLike {
  const refreshing = new Map<string, Promise<Response>>();
  return async (url, init) => {
    const body = init?.body instanceof URLSearchParams ? init.body.toString() : init?.body;
    if (typeof body === "string" && body.includes("grant_type=") && !isPrivate(new URL(url))) {
      throw new Error(`Credentials are not sent to ${String(url)}, which is neither https: nor on this machine.`);
    }
    if (typeof body !== "string" || !body.includes("grant_type=refresh_token")) return fetch(url, init);
    const key = `${String(url)} ${body}`;
    const shared = refreshing.get(key) ?? fetch(url, init).finally(() => refreshing.delete(key));
    refreshing.set(key, shared);
    return (await shared).clone();
  };
}
