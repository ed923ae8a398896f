import type * as http from "node:http";
import type * as https from "node:https";
import { createRequire } from "node:module";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

import { HttpProxyAgent } from "http-proxy-agent";
import { HttpsProxyAgent } from "https-proxy-agent";

import { getOrMake } from "../../../core/model/data/getOrMake";
import { errorCode } from "../thrown";

// VS Code puts its own proxy settings and certificates behind what is required by these names, not behind what is imported.
const load = createRequire(import.meta.url);
const { request: requestHttp } = load("http") as typeof http;
const { request: requestHttps } = load("https") as typeof https;

/** One request as it goes over the wire. */
export interface HttpRequest {
  readonly method: string;
  /** `http:` or `https:`. */
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string | Uint8Array | undefined;
}

/** The start of an answer; its body is decompressed while it is read. */
export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly body: Readable;
}

/** The proxy's URL for an address, or undefined to connect to it directly. */
export type ProxyFor = (url: URL) => string | undefined;

/**
 * Sends one request and resolves when the answer's headers are there. Follows no redirect. Rejects with the system's
 * error, or with the reason of `signal` when it is aborted.
 */
export async function exchange(
  request: HttpRequest,
  proxy: string | undefined,
  signal: AbortSignal,
): Promise<HttpResponse> {
  try {
    return await exchangeOnce(request, proxy, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    if (!(thrown instanceof StaleConnection)) throw thrown;
    if (!repeatable.has(request.method)) throw thrown.cause;
    return exchangeOnce(request, proxy, signal);
  }
}

const repeatable = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);

/** A kept connection that the server had closed just when it was used again: nothing is wrong with the server. */
class StaleConnection extends Error {}

function exchangeOnce(request: HttpRequest, proxy: string | undefined, signal: AbortSignal): Promise<HttpResponse> {
  const { method, url } = request;
  // Node would write the headers in the encoding of a body that is text; they are Latin-1.
  const body = typeof request.body === "string" ? Buffer.from(request.body) : request.body;
  const headers = new Headers(request.headers);
  if (!headers.has("accept")) headers.set("accept", "*/*");
  if (!headers.has("accept-encoding")) headers.set("accept-encoding", "gzip, deflate, br");
  if (!headers.has("user-agent")) headers.set("user-agent", "parallel-tools");
  if (body !== undefined) headers.set("content-length", String(body.length));
  return new Promise((resolve, reject) => {
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    const outgoing = send(url, {
      method,
      headers: Object.fromEntries(headers),
      signal,
      ...(proxy !== undefined && { agent: agentFor(proxy, url.protocol) }),
    });
    outgoing.once("response", (incoming) => {
      resolve(responseOf(incoming, method));
    });
    outgoing.on("error", (cause) => {
      const isStale = outgoing.reusedSocket && errorCode(cause) === "ECONNRESET";
      reject(isStale ? new StaleConnection(cause.message, { cause }) : cause);
    });
    outgoing.end(body);
  });
}

/** Agents keep connections, and so are kept themselves. */
const agents = new Map<string, http.Agent>();

function agentFor(proxy: string, protocol: string): http.Agent {
  return getOrMake(agents, `${protocol}${proxy}`, () =>
    protocol === "https:" ? new HttpsProxyAgent(proxy) : new HttpProxyAgent(proxy),
  );
}

function responseOf(incoming: http.IncomingMessage, method: string): HttpResponse {
  const headers = new Headers();
  for (let place = 0; place + 1 < incoming.rawHeaders.length; place += 2) {
    headers.append(incoming.rawHeaders[place] ?? "", incoming.rawHeaders[place + 1] ?? "");
  }
  const { statusCode: status = 0, statusMessage: statusText = "" } = incoming;
  const isEmpty = method === "HEAD" || status === 204 || status === 304;
  return { status, statusText, headers, body: isEmpty ? incoming : decompressed(incoming, headers) };
}

function decompressed(incoming: http.IncomingMessage, headers: Headers): Readable {
  let body: Readable = incoming;
  const encodings = (headers.get("content-encoding") ?? "").toLowerCase().split(",");
  for (const encoding of encodings.map((each) => each.trim()).reverse()) {
    const decoder = decoderOf(encoding);
    // What goes wrong reaches whoever reads the last of the streams.
    if (decoder !== undefined) body = pipeline(body, decoder, () => undefined);
  }
  return body;
}

function decoderOf(encoding: string) {
  switch (encoding) {
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    default:
      return undefined;
  }
}
