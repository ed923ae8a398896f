import { readFile } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { $RefParser } from "@apidevtools/json-schema-ref-parser";

import { messageOf, ToolFailure } from "../../model/failure";
import type { Json, JsonObject } from "../../model/json";
import type { ProxyFor } from "../http/exchange";
import { defaultBodyBytes, sendHttp } from "../http/httpClient";
import { httpResult } from "../http/httpResult";

/** An OpenAPI 3 document in one piece: every reference in it is internal. */
export interface OpenApiDocument {
  readonly root: JsonObject;
  /** Where it came from: a path or a URL. */
  readonly location: string;
  /** What a reference like `#/components/schemas/Pet` leads to; undefined where there is nothing. */
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
  let root: unknown;
  try {
    root = await new $RefParser().bundle(location, {
      resolve: {
        file: { read: ({ url }) => readFile(pathOf(url)) },
        http: { canRead: isHttp, read: ({ url }) => fetchText(url, options) },
      },
    });
  } catch (cause) {
    options.signal.throwIfAborted();
    throw unreadable(written, messageOf(cause), cause);
  }
  if (!isObject(root)) throw unreadable(written, "it is no object");
  checkVersion(root, written);
  return openApiDocument(root, location);
}

function openApiDocument(root: JsonObject, location: string): OpenApiDocument {
  const at = (reference: string): Json | undefined => {
    let value: Json | undefined = root;
    for (const step of reference.replace(/^#\/?/, "").split("/")) {
      if (step === "") continue;
      value = memberOf(value, unescaped(step));
    }
    return value;
  };
  const object = (value: Json | undefined): JsonObject | undefined => {
    let current = value;
    for (let followed = 0; followed < maxReferences; followed++) {
      if (!isObject(current)) return undefined;
      if (typeof current.$ref !== "string") return current;
      current = at(current.$ref);
    }
    return undefined;
  };
  return { root, location, at, object };
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
  return location.startsWith("file:") ? fileURLToPath(location) : decoded(location);
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
