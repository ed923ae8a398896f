import { saidBy, ToolFailure } from "../../../core/model/failure";
import type { JsonObject } from "../../../core/model/data/json";
import { BoundedBytes } from "../data/boundedBytes";
import { Slices } from "../data/slices";
import { connectionFailure } from "./httpFailure";
import { exchange, type HttpRequest, type HttpResponse, type ProxyFor } from "./exchange";
import { proxiedAddress } from "./proxiedAddress";
import { worded } from "../../../core/model/text/wording";

/** An answer, all of it. */
export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  /** Where it came from in the end, after redirects. */
  readonly url: URL;
  readonly bytes: Buffer;
}

export interface SendOptions {
  readonly signal: AbortSignal;
  readonly followRedirects: boolean;
  /** A larger body is a failure. */
  readonly maxResponseBytes: number;
  readonly proxyFor?: ProxyFor | undefined;
  /** Told where a redirect leads before it is followed; throws where it may not be. */
  readonly onRedirect?: (to: URL) => void;
}

/** The most that one answer may have, however high a limit is asked for. */
export const maxBodyBytes = 100 * 1024 * 1024;
export const defaultBodyBytes = 10 * 1024 * 1024;

const maxRedirects = 10;

/**
 * Sends a request and reads its answer, whatever its status. Throws a `ToolFailure` when there is no answer, it is too
 * large or its redirects lead nowhere; throws the reason of `signal` when it is aborted.
 */
export async function sendHttp(request: HttpRequest, options: SendOptions): Promise<HttpAnswer> {
  const { signal, maxResponseBytes, proxyFor } = options;
  try {
    const { response, url } = await followed(request, options);
    const { status, statusText, headers } = response;
    return { status, statusText, headers, url, bytes: await readBody(response, maxResponseBytes) };
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof ToolFailure) throw thrown;
    throw connectionFailure(thrown, proxiedAddress(request.url, proxyFor?.(request.url)));
  }
}

/** Redirects are followed here, so that they can be bounded, named when they go wrong, and kept from taking secrets along. */
async function followed(
  first: HttpRequest,
  { followRedirects, signal, proxyFor, onRedirect }: SendOptions,
): Promise<{ readonly response: HttpResponse; readonly url: URL }> {
  let request = first;
  for (let redirects = 0; ; redirects++) {
    const response = await exchange(request, proxyFor?.(request.url), signal);
    const location = response.headers.get("location");
    if (!followRedirects || location === null || !redirectStatuses.has(response.status)) {
      return { response, url: request.url };
    }
    response.body.destroy();
    if (redirects === maxRedirects) {
      throw new ToolFailure(
        "tool",
        worded("{0} was redirected more than {1} times, last to {2}.", first.url.href, maxRedirects, location),
      );
    }
    request = redirected(request, response.status, location);
    onRedirect?.(request.url);
  }
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** As browsers do it (https://fetch.spec.whatwg.org/#http-redirect-fetch), but stricter where the origin changes. */
function redirected(request: HttpRequest, status: number, location: string): HttpRequest {
  const url = URL.canParse(location, request.url.href) ? new URL(location, request.url) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ToolFailure(
      "tool",
      worded('{0} redirects to "{1}", which is no http: or https: URL.', request.url.href, location),
    );
  }
  const headers = url.origin === request.url.origin ? new Headers(request.headers) : withoutSecrets(request.headers);
  const becomesGet =
    (status === 303 && request.method !== "HEAD") || ((status === 301 || status === 302) && request.method === "POST");
  if (!becomesGet) return { ...request, url, headers };
  for (const name of ["content-type", "content-length", "content-encoding", "content-language"]) headers.delete(name);
  return { method: "GET", url, headers, body: undefined };
}

/** Any header may be somebody's key (`X-Api-Key`, `Private-Token`), except those that never are. */
const neverSecret =
  /^(accept|accept-charset|accept-language|cache-control|content-(type|language|encoding)|if-.*|prefer|range|user-agent)$/;

function withoutSecrets(headers: Headers): Headers {
  return new Headers([...headers].filter(([name]) => neverSecret.test(name)));
}

async function readBody(response: HttpResponse, maxBytes: number): Promise<Buffer> {
  const body = new BoundedBytes(Math.min(maxBytes, maxBodyBytes));
  for await (const chunk of response.body) {
    body.add(chunk as Uint8Array);
    if (!body.isTruncated) continue;
    response.body.destroy();
    const status = `${String(response.status)} ${response.statusText}`.trim();
    throw new ToolFailure(
      "tool",
      worded("The answer ({0}) is larger than {1} bytes: raise maxResponseBytes, or ask for less.", status, maxBytes),
      { details: { status: response.status, headers: interestingHeaders(response.headers) } },
    );
  }
  return body.bytesInSlices(new Slices());
}

/** The URL, if a request may go there. Throws a `ToolFailure` of kind `invalidArguments` that says why not. */
export function requestUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) throw new ToolFailure("invalidArguments", worded('"{0}" is no valid URL.', url));
  if (!/^https?:$/.test(parsed.protocol)) {
    throw new ToolFailure("invalidArguments", worded('"{0}" is no http: or https: URL.', url));
  }
  if (parsed.username !== "" || parsed.password !== "") {
    throw new ToolFailure(
      "invalidArguments",
      worded("A URL must not hold a user name or password: send an Authorization header."),
    );
  }
  return parsed;
}

/** Headers that can be sent. Throws a `ToolFailure` of kind `invalidArguments` that says why they cannot. */
export function requestHeaders(given: Readonly<Record<string, string>>, contentType: string | undefined): Headers {
  try {
    // Of a record it leaves out what is called `__proto__`.
    const headers = new Headers(Object.entries(given));
    if (contentType !== undefined && !headers.has("content-type")) headers.set("content-type", contentType);
    return headers;
  } catch (cause) {
    throw new ToolFailure("invalidArguments", worded("The headers cannot be sent: {0}", saidBy(cause)), { cause });
  }
}

const interesting =
  /^(content-type|content-length|location|retry-after|www-authenticate|allow|date|server|etag|last-modified|link|x-request-id|x-ratelimit-.*|ratelimit.*)$/;

/** The headers of an answer that somebody who looks for a reason wants to see; cookies are not among them. */
export function interestingHeaders(headers: Headers): JsonObject {
  return Object.fromEntries([...headers].filter(([name]) => interesting.test(name)));
}
