import { readFile } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { messageOf, ToolFailure } from "../../../core/model/failure";
import { isJsonObject, type Json, type JsonObject } from "../../../core/model/data/json";
import type { ProxyFor } from "../http/exchange";
import { documentReach, type DocumentReach } from "./documentReach";
import { defaultBodyBytes, sendHttp } from "../http/httpClient";
import { httpResult } from "../http/httpResult";
import { sizeProblem } from "./documentSize";
import { worded, type Said } from "../../../core/model/text/wording";

/** An OpenAPI 3 document with everything that it refers to; all references in it are absolute URLs. */
export interface OpenApiDocument {
  readonly root: JsonObject;
  /** Where it came from, as a URL. */
  readonly location: string;
  /** What one of its references leads to; undefined where there is nothing. */
  at(reference: string): Json | undefined;
  /** The object itself, or the one that it refers to; undefined for anything else. */
  object(value: Json | undefined): JsonObject | undefined;
}

export interface ReadOptions {
  /** Where a relative path starts. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly proxyFor?: ProxyFor | undefined;
  /** The user has written where the document is: else files are read only in the folder. */
  readonly isUsers: boolean;
}

/**
 * Reads a document (JSON or YAML; a path, a `file:` URL or an `http:` one) and everything that it refers to. Throws a
 * `ToolFailure` of kind `unavailable` that says what cannot be read.
 */
export async function readOpenApi(written: string, options: ReadOptions): Promise<OpenApiDocument> {
  const location = locationOf(written, options.folder);
  const reach = documentReach(location, options);
  let files: Readonly<Record<string, unknown>>;
  try {
    const { $RefParser } = await import("@apidevtools/json-schema-ref-parser");
    const found = await new $RefParser().resolve(location, {
      resolve: {
        // The parser's own idea of a path is percent-encoded.
        file: {
          read: async ({ url }) => readFile(await reach.file(/^file:/i.test(url) ? fileURLToPath(url) : decoded(url))),
        },
        http: { canRead: isHttp, read: ({ url }) => fetchText(new URL(url), reach, options) },
      },
    });
    files = found.values() as Readonly<Record<string, unknown>>;
  } catch (cause) {
    options.signal.throwIfAborted();
    throw unreadable(written, messageOf(cause).replace(/\.$/, ""), cause);
  }
  const byUrl = new Map(Object.entries(files).map(([path, value]) => [urlOf(path), value as Json]));
  const problem = sizeProblem([...byUrl.values()]);
  if (problem !== undefined) throw unreadable(written, problem);
  for (const [url, value] of byUrl) makeReferencesAbsolute(value, url);
  const root = byUrl.get(urlOf(location));
  if (!isJsonObject(root)) throw unreadable(written, worded("it is no object"));
  checkVersion(root, written);
  return openApiDocument(root, urlOf(location), byUrl);
}

/** In place: the parser has made these values for us alone. */
function makeReferencesAbsolute(value: Json, url: string, seen = new Set<Json>()): void {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  const members = value as Record<string, Json>;
  const { $ref: reference } = members;
  if (typeof reference === "string" && URL.canParse(reference, url)) members.$ref = new URL(reference, url).href;
  for (const member of Object.values(members)) makeReferencesAbsolute(member, url, seen);
}

function openApiDocument(root: JsonObject, location: string, files: ReadonlyMap<string, Json>): OpenApiDocument {
  const at = (reference: string, following: Following): Json | undefined => {
    const [url = "", pointer = ""] = reference.split("#");
    let value = files.get(url);
    for (const step of pointer.split("/").slice(1)) {
      value = memberOf(Array.isArray(value) ? value : object(value, following), unescaped(step));
    }
    return value;
  };
  const object = (value: Json | undefined, following: Following): JsonObject | undefined => {
    if (!isJsonObject(value)) return undefined;
    if (typeof value.$ref !== "string") return value;
    return following.left-- > 0 ? object(at(value.$ref, following), following) : undefined;
  };
  const start = (): Following => ({ left: mostReferences });
  return { root, location, at: (reference) => at(reference, start()), object: (value) => object(value, start()) };
}

/** How many references may still be followed on the way to one value. */
interface Following {
  left: number;
}

/** More lead in a circle, or fan out: each step of a reference may itself be one. */
const mostReferences = 100;

function memberOf(value: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(value)) return (value as readonly Json[])[Number(key)];
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function unescaped(step: string): string {
  return decoded(step).replaceAll("~1", "/").replaceAll("~0", "~");
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function locationOf(written: string, folder: string): string {
  if (/^https?:\/\//i.test(written)) return written;
  const path = pathOf(written);
  return isAbsolute(path) ? path : resolve(folder, path);
}

function isHttp({ url }: { readonly url: string }): boolean {
  return /^https?:\/\//i.test(url);
}

function pathOf(location: string): string {
  return /^file:/i.test(location) ? fileURLToPath(location) : location;
}

function urlOf(location: string): string {
  const url = /^(https?|file):/i.test(location) ? new URL(location) : pathToFileURL(location);
  url.hash = "";
  return url.href;
}

async function fetchText(url: URL, reach: DocumentReach, { signal, proxyFor }: ReadOptions): Promise<string> {
  reach.address(url);
  const answer = await sendHttp(
    { method: "GET", url, headers: new Headers(), body: undefined },
    {
      signal,
      proxyFor,
      followRedirects: true,
      maxResponseBytes: defaultBodyBytes,
      onRedirect: (to) => reach.redirect(url, to),
    },
  );
  // What is not 2xx throws.
  await httpResult(answer);
  return answer.bytes.toString("utf8");
}

function checkVersion({ openapi, swagger }: JsonObject, written: string): void {
  if (typeof openapi === "string" && openapi.startsWith("3.")) return;
  if (swagger !== undefined) {
    throw unreadable(written, worded("it is Swagger 2, and OpenAPI 3 is needed: convert it first"));
  }
  throw unreadable(written, worded('it is no OpenAPI 3 document: its key "openapi" must be 3.0, 3.1 or later'));
}

function unreadable(written: string, reason: Said, cause?: unknown): ToolFailure {
  const said = worded('The OpenAPI document "{0}" cannot be read: {1}.', written, reason);
  return new ToolFailure("unavailable", said, { cause, reachedTool: false });
}
