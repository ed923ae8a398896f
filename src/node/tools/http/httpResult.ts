import { beginningOf } from "../../../core/model/text/excerpt";
import { ToolFailure } from "../../../core/model/failure";
import type { Json, JsonObject } from "../../../core/model/data/json";
import type { ContentBlock, ToolResult } from "../../../core/model/result";
import { retryAfterMs } from "./httpFailure";
import { interestingHeaders, type HttpAnswer } from "./httpClient";
import { parseJson } from "../../../core/model/data/parsedJson";
import { largeJson, largeJsonBytes } from "../data/largeJson";
import { base64InSlices, textInSlices } from "../data/slicedBytes";
import { worded } from "../../../core/model/text/wording";

/**
 * What a tool makes of an answer: JSON becomes structured content, images, audio and other bytes are kept as such. Rejects
 * with a `ToolFailure` that keeps status, headers of interest and body when the status is not 2xx.
 */
export async function httpResult(answer: HttpAnswer): Promise<ToolResult> {
  const { status, url, bytes } = answer;
  const mimeType = mimeTypeOf(answer);
  const parsed = isJsonType(mimeType) ? await readJson(bytes) : undefined;
  if (status >= 200 && status < 300) {
    return {
      content: await blocksOf(bytes, mimeType, url),
      ...(parsed !== undefined && { structuredContent: parsed.value }),
    };
  }
  throw statusFailure(answer, parsed);
}

function statusFailure(
  { status, statusText, url, headers, bytes }: HttpAnswer,
  parsed: { readonly value: Json } | undefined,
): ToolFailure {
  const isSlowDown = status === 429 || status === 503;
  const delayMs = isSlowDown ? retryAfterMs(headers.get("retry-after"), Date.now()) : undefined;
  const details: JsonObject = {
    status,
    statusText,
    url: url.href,
    headers: interestingHeaders(headers),
    body: parsed === undefined ? bytes.toString("utf8") : parsed.value,
  };
  const answered = `${String(status)} ${statusText}`.trim();
  const begins = beginningOf(bytes.toString("utf8", 0, 2000).replace(/\s+/g, " "), 300);
  return new ToolFailure(
    isSlowDown ? "rateLimited" : "tool",
    bytes.length === 0
      ? worded("{0} answered {1}", url.href, answered)
      : worded("{0} answered {1}: {2}", url.href, answered, begins),
    {
      transient: transientStatuses.has(status),
      ...(delayMs !== undefined && { retryAfterMs: delayMs }),
      details,
    },
  );
}

const transientStatuses = new Set([408, 425, 429, 500, 502, 503, 504]);

function mimeTypeOf({ headers }: HttpAnswer): string {
  return (headers.get("content-type") ?? "").split(";", 1).join("").trim().toLowerCase();
}

function isJsonType(mimeType: string): boolean {
  return mimeType === "application/json" || mimeType.endsWith("+json");
}

async function blocksOf(bytes: Buffer, mimeType: string, url: URL): Promise<ContentBlock[]> {
  if (bytes.length === 0) return [{ type: "text", text: "" }];
  const media = /^(image|audio)\//.exec(mimeType)?.[1];
  if (mimeType !== "image/svg+xml" && (media === "image" || media === "audio")) {
    return [{ type: media, data: await base64InSlices(bytes), mimeType }];
  }
  try {
    return [{ type: "text", text: await textInSlices(bytes, { fatal: !mimeType.startsWith("text/") }) }];
  } catch {
    const type = mimeType === "" ? "application/octet-stream" : mimeType;
    return [{ type: "resource", resource: { uri: url.href, blob: await base64InSlices(bytes), mimeType: type } }];
  }
}

/** Undefined when a server calls something JSON that is none. */
async function readJson(bytes: Buffer): Promise<{ readonly value: Json } | undefined> {
  try {
    const isLarge = bytes.length > largeJsonBytes;
    return { value: isLarge ? await largeJson(bytes) : parseJson(new TextDecoder().decode(bytes)) };
  } catch {
    return undefined;
  }
}
