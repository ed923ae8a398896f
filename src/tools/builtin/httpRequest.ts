import * as z from "zod";

import { messageOf, ToolFailure } from "../../model/failure";
import type { Json, JsonObject } from "../../model/json";
import type { ContentBlock, ToolResult } from "../../model/result";
import { connectionFailure, retryAfterMs } from "../httpFailure";
import { BoundedBytes } from "./boundedBytes";
import { builtInTool } from "./builtInTool";

const maxBodyBytes = 100 * 1024 * 1024;
const defaultBodyBytes = 10 * 1024 * 1024;
const maxRedirects = 10;

export const httpRequestTool = builtInTool({
  name: "http_request",
  title: "HTTP Request",
  description:
    "Sends an HTTP request. A JSON answer becomes structured content, images and audio are kept as such; a status other than 2xx is a failure that keeps status, headers and body. Follows up to 10 redirects.",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.strictObject({
    method: z
      .enum(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"])
      .default("GET")
      .describe("GET, HEAD and OPTIONS count as read-only, PUT and DELETE as idempotent."),
    url: z
      .string()
      .regex(/^https?:\/\//i)
      .describe("An absolute http: or https: URL."),
    headers: z.record(z.string(), z.string()).default({}).describe("Request headers."),
    body: z.string().optional().describe("The request's body as text."),
    json: z.unknown().optional().describe("The request's body as JSON, instead of body."),
    followRedirects: z.boolean().default(true).describe("Whether redirects are followed; if not, they are failures."),
    maxResponseBytes: z
      .int()
      .min(1)
      .max(maxBodyBytes)
      .default(defaultBodyBytes)
      .describe("How large the answer's body may be; a larger one is a failure."),
  }),
  async run({ method, url, headers, body, json, followRedirects, maxResponseBytes }, { signal }) {
    if (body !== undefined && json !== undefined) {
      throw new ToolFailure("invalidArguments", "Give the request's body as body or as json, not as both.");
    }
    const content = json === undefined ? body : JSON.stringify(json);
    if (content !== undefined && (method === "GET" || method === "HEAD")) {
      throw new ToolFailure("invalidArguments", `A ${method} request has no body: leave body and json away.`);
    }
    const request = {
      method,
      url: validUrl(url),
      headers: validHeaders(headers, json === undefined ? undefined : "application/json"),
      body: content,
    };
    try {
      const { response, url: answered } = await send(request, followRedirects, signal);
      const bytes = await readBody(response, maxResponseBytes);
      return resultOf(response, answered, bytes);
    } catch (thrown) {
      signal.throwIfAborted();
      throw thrown instanceof ToolFailure ? thrown : connectionFailure(thrown, url);
    }
  },
});

interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string | undefined;
}

/** Redirects are followed here, since what fetch does itself cannot be bounded or named when it goes wrong. */
async function send(
  first: HttpRequest,
  followRedirects: boolean,
  signal: AbortSignal,
): Promise<{ response: Response; url: URL }> {
  let request = first;
  for (let redirects = 0; ; redirects++) {
    const { url, method, headers, body } = request;
    const response = await fetch(url.href, { method, headers, body: body ?? null, redirect: "manual", signal });
    const location = response.headers.get("location");
    if (!followRedirects || location === null || !redirectStatuses.has(response.status)) return { response, url };
    await response.body?.cancel();
    if (redirects === maxRedirects) {
      throw new ToolFailure(
        "tool",
        `${first.url.href} was redirected more than ${String(maxRedirects)} times, last to ${location}.`,
      );
    }
    request = redirected(request, response.status, location);
  }
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** As browsers do it (https://fetch.spec.whatwg.org/#http-redirect-fetch): credentials do not leave their origin. */
function redirected(request: HttpRequest, status: number, location: string): HttpRequest {
  const url = URL.canParse(location, request.url.href) ? new URL(location, request.url) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ToolFailure("tool", `${request.url.href} redirects to "${location}", which is no http: or https: URL.`);
  }
  const headers = new Headers(request.headers);
  if (url.origin !== request.url.origin) for (const name of ["authorization", "cookie"]) headers.delete(name);
  const becomesGet =
    (status === 303 && request.method !== "HEAD") || ((status === 301 || status === 302) && request.method === "POST");
  if (!becomesGet) return { ...request, url, headers };
  for (const name of ["content-type", "content-length", "content-encoding", "content-language"]) headers.delete(name);
  return { method: "GET", url, headers, body: undefined };
}

function validUrl(url: string): URL {
  if (!URL.canParse(url)) throw new ToolFailure("invalidArguments", `"${url}" is no valid URL.`);
  const parsed = new URL(url);
  if (parsed.username !== "" || parsed.password !== "") {
    throw new ToolFailure(
      "invalidArguments",
      "A URL must not hold a user name or password: send an Authorization header.",
    );
  }
  return parsed;
}

function validHeaders(given: Readonly<Record<string, string>>, contentType: string | undefined): Headers {
  try {
    const headers = new Headers(given);
    if (contentType !== undefined && !headers.has("content-type")) headers.set("content-type", contentType);
    return headers;
  } catch (cause) {
    throw new ToolFailure("invalidArguments", `The headers cannot be sent: ${messageOf(cause)}`, { cause });
  }
}

async function readBody(response: Response, maxBytes: number): Promise<Buffer> {
  const body = new BoundedBytes(maxBytes);
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  for (;;) {
    const chunk = await reader?.read();
    if (chunk === undefined || chunk.done) return body.bytes();
    body.add(chunk.value);
    if (!body.isTruncated) continue;
    await reader?.cancel();
    const status = `${String(response.status)} ${response.statusText}`.trim();
    throw new ToolFailure(
      "tool",
      `The answer (${status}) is larger than ${String(maxBytes)} bytes: raise maxResponseBytes, or ask for less.`,
      { details: { status: response.status, headers: headersOf(response) } },
    );
  }
}

function resultOf(response: Response, url: URL, bytes: Buffer): ToolResult {
  const mimeType = mimeTypeOf(response);
  const { status, statusText } = response;
  const isJson = mimeType === "application/json" || mimeType.endsWith("+json");
  const parsed = isJson ? parseJson(bytes) : undefined;
  if (response.ok) {
    return {
      content: blocksOf(bytes, mimeType, url),
      ...(parsed !== undefined && { structuredContent: parsed.value }),
    };
  }
  const isSlowDown = status === 429 || status === 503;
  const delayMs = isSlowDown ? retryAfterMs(response.headers.get("retry-after"), Date.now()) : undefined;
  const details: JsonObject = {
    status,
    statusText,
    url: url.href,
    headers: headersOf(response),
    body: parsed === undefined ? bytes.toString("utf8") : parsed.value,
  };
  const said = bytes.length === 0 ? "" : `: ${bytes.toString("utf8").replace(/\s+/g, " ").slice(0, 300)}`;
  throw new ToolFailure(
    isSlowDown ? "rateLimited" : "tool",
    `${url.href} answered ${`${String(status)} ${statusText}`.trim()}${said}`,
    {
      transient: transientStatuses.has(status),
      ...(delayMs !== undefined && { retryAfterMs: delayMs }),
      details,
    },
  );
}

const transientStatuses = new Set([408, 425, 429, 500, 502, 503, 504]);

function mimeTypeOf(response: Response): string {
  return (response.headers.get("content-type") ?? "").split(";", 1).join("").trim().toLowerCase();
}

function blocksOf(bytes: Buffer, mimeType: string, url: URL): ContentBlock[] {
  if (bytes.length === 0) return [{ type: "text", text: "" }];
  const media = /^(image|audio)\//.exec(mimeType)?.[1];
  if (mimeType !== "image/svg+xml" && (media === "image" || media === "audio")) {
    return [{ type: media, data: bytes.toString("base64"), mimeType }];
  }
  try {
    return [{ type: "text", text: new TextDecoder("utf-8", { fatal: !mimeType.startsWith("text/") }).decode(bytes) }];
  } catch {
    const type = mimeType === "" ? "application/octet-stream" : mimeType;
    return [{ type: "resource", resource: { uri: url.href, blob: bytes.toString("base64"), mimeType: type } }];
  }
}

/** Undefined when a server calls something JSON that is none. */
function parseJson(bytes: Buffer): { readonly value: Json } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder().decode(bytes)) as Json };
  } catch {
    return undefined;
  }
}

const interestingHeaders =
  /^(content-type|content-length|location|retry-after|www-authenticate|allow|date|server|etag|last-modified|link|x-request-id|x-ratelimit-.*|ratelimit.*)$/;

function headersOf(response: Response): JsonObject {
  return Object.fromEntries([...response.headers].filter(([name]) => interestingHeaders.test(name)));
}
