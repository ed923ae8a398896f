import { isJSONRPCRequest, type FetchLike } from "@modelcontextprotocol/client";

import { ToolFailure } from "../model/failure";

/**
 * A `fetch` to a server over streamable HTTP that takes 202 for no answer to a request. It has none and announces none, so
 * that the protocol's client would wait until a timeout.
 */
export function answeringFetch(fetch: FetchLike, server: string): FetchLike {
  return async (address, init) => {
    const response = await fetch(address, init);
    if (response.status !== 202 || !isRequest(init?.body)) return response;
    await response.body?.cancel();
    throw new ToolFailure("protocol", `The server "${server}" answered a request with HTTP 202, which is no answer.`);
  };
}

function isRequest(body: unknown): boolean {
  if (typeof body !== "string") return false;
  try {
    return isJSONRPCRequest(JSON.parse(body));
  } catch {
    return false;
  }
}
