import { Readable } from "node:stream";

import { exchange, type HttpResponse } from "./exchange";

/** Statuses whose answers have no body, so that `Response` takes none. */
const bodiless = new Set([204, 205, 304]);

/**
 * `fetch` through a proxy, which Node's own has no way to be told of on every version that we run on. A redirect is
 * answered as it came, as with `redirect: "manual"`. Rejects with the system's error, or with the reason of the signal.
 */
export async function proxiedFetch(url: URL, init: RequestInit, proxy: string): Promise<Response> {
  const request = new Request(url, init);
  const { method, headers, signal } = request;
  const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer());
  return responseOf(await exchange({ method, url, headers, body }, proxy, signal));
}

function responseOf({ status, statusText, headers, body }: HttpResponse): Response {
  if (!bodiless.has(status))
    return new Response(Readable.toWeb(body) as ReadableStream, { status, statusText, headers });
  body.resume();
  return new Response(null, { status, statusText, headers });
}
