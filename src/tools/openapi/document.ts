import { readFile } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { $RefParser } from "@apidevtools/json-schema-ref-parser";

import { messageOf, ToolFailure } from "../../model/failure";
import type { Json, JsonObject } from "../../model/json";
import type { ProxyFor } from "../http/exchange";
import { defaultBodyBytes, sendHttp } from "../http/httpClient";
import { httpResult } from "../http/httpResult";

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
}

/**
 * Reads a document (JSON or YAML; a path, a `file:` URL or an `http:` one) and everything that it refers to. Throws a
 * `ToolFailure` of kind `unavailable` that says what cannot be read.
 */
export async function readOpenApi(written: string, options: ReadOptions): Promise<OpenApiDocument> {
  const location = locationOf(written, options.folder);
  let files: Readonly<Record<string, unknown>>;
  try {
    const found = await new $RefParser().resolve(location, {
      resolve: {
        // The parser's own idea of a path is percent-encoded.
        file: { read: ({ url }) => readFile(url.startsWith("file:") ? fileURLToPath(url) : decoded(url)) },
        http: { canRead: isHttp, read: ({ url }) => fetchText(url, options) },
      },
    });
    files = found.values() as Readonly<Record<string, unknown>>;
  } catch (cause) {
    options.signal.throwIfAborted();
    throw unreadable(written, messageOf(cause), cause);
  }
  const byUrl = new Map(Object.entries(files).map(([path, value]) => [urlOf(path), value as Json]));
  for (const [url, value] of byUrl) makeReferencesAbsolute(value, url);
  const root = byUrl.get(urlOf(location));
  if (!isObject(root)) throw unreadable(written, "it is no object");
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
  const at = (reference: string, followed = 0): Json | undefined => {
    const [url = "", pointer = ""] = reference.split("#");
    let value = files.get(url);
    for (const step of pointer.split("/").slice(1)) {
      value = memberOf(Array.isArray(value) ? value : object(value, followed), unescaped(step));
    }
    return value;
  };
  const object = (value: Json | undefined, followed = 0): JsonObject | undefined => {
    if (!isObject(value)) return undefined;
    if (typeof value.$ref !== "string") return value;
    return followed === maxReferences ? undefined : object(at(value.$ref, followed + 1), followed + 1);
  };
  return { root, location, at: (reference) => at(reference), object: (value) => object(value) };
}

/** A chain of references that is longer leads in a circle. */
const maxReferences = 100;

function memberOf(value: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(value)) return (value as readonly Json[])[Number(key)];
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
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
  return location.startsWith("file:") ? fileURLToPath(location) : location;
}

function urlOf(location: string): string {
  const url = /^(https?|file):/i.test(location) ? new URL(location) : pathToFileURL(location);
  url.hash = "";
  return url.href;
}

async function fetchText(url: string, { signal, proxyFor }: ReadOptions): Promise<string> {
  const answer = await sendHttp(
    { method: "GET", url: new URL(url), headers: new Headers(), body: undefined },
    { signal, proxyFor, followRedirects: true, maxResponseBytes: defaultBodyBytes },
  );
  // What is not 2xx throws.
  httpResult(answer);
  return answer.bytes.toString("utf8");
}

function checkVersion({ openapi, swagger }: JsonObject, written: string): void {
  if (typeof openapi === "string" && openapi.startsWith("3.")) return;
  if (swagger !== undefined) {
    throw unreadable(written, "it is Swagger 2, and OpenAPI 3 is needed: convert it first");
  }
  throw unreadable(written, 'it is no OpenAPI 3 document: its key "openapi" must be 3.0, 3.1 or later');
}

function unreadable(written: string, reason: string, cause?: unknown): ToolFailure {
  const message = `The OpenAPI document "${written}" cannot be read: ${reason.replace(/\.$/, "")}.`;
  return new ToolFailure("unavailable", message, { cause, reachedTool: false });
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
