import { shorten } from "../../../core/model/text/excerpt";
import { ModelFailure, type ModelFailureKind } from "./modelFailure";
import { isJsonObject } from "../../../core/model/data/json";

/** What a message may name of the place that a model was asked at. */
export interface Endpoint {
  readonly baseUrl: string;
  readonly model: string;
  readonly hasKey: boolean;
}

/** Why a request failed, with what to do about it. What is a `ModelFailure` already stays as it is. */
export function failureOfRequest(thrown: unknown, endpoint: Endpoint): ModelFailure {
  if (thrown instanceof ModelFailure) return thrown;
  const status = statusOf(thrown);
  return status === undefined ? connectionFailure(thrown, endpoint) : statusFailure(thrown, status, endpoint);
}

/** The server answered with a page for people. */
export function htmlFailure({ baseUrl }: Endpoint): ModelFailure {
  return new ModelFailure(
    "badResponse",
    `${baseUrl} answered with a web page instead of a chat completion. Check the base URL: it usually ends in /v1, and a proxy or sign-in page may stand before it.`,
  );
}

function statusFailure(thrown: unknown, status: number, endpoint: Endpoint): ModelFailure {
  const { baseUrl, model } = endpoint;
  const said = saidBy(thrown);
  const kind = kindOf(status, said);
  const retryAfterMs = retryAfterOf(thrown);
  const options = { cause: thrown, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  const words = said === "" ? "" : ` It said: ${said}`;
  switch (kind) {
    case "auth":
      return new ModelFailure(kind, `${authAdvice(endpoint, status)}${words}`, options);
    case "rateLimited":
      return new ModelFailure(kind, `${limitAdvice(endpoint, said, retryAfterMs)}${words}`, options);
    case "lengthLimit":
      return new ModelFailure(
        kind,
        `The task is too long for ${model}. Offer fewer tools, ask for less, or use a model with a larger context.${words}`,
        options,
      );
    case "noToolSupport":
      return new ModelFailure(
        kind,
        `${model} at ${baseUrl} takes no tools. Use the mode "plan", which works without, or another model.${words}`,
        options,
      );
    case "refusal":
      return new ModelFailure(
        kind,
        `The request was refused. Word the task differently, or use another model.${words}`,
        options,
      );
    case "notFound":
      return new ModelFailure(
        kind,
        `${baseUrl} has no model "${model}", or is not the right address. Check both: the base URL usually ends in /v1.${words}`,
        options,
      );
    case "unreachable":
      return new ModelFailure(
        kind,
        `${baseUrl} is not working just now (HTTP ${status}). Try again later.${words}`,
        options,
      );
    case "badResponse":
    case "cancelled":
      return new ModelFailure(
        "badResponse",
        status >= 300 && status < 400
          ? `${baseUrl} has moved (HTTP ${status}). Set the base URL to where it is now; the key is not sent on by itself.`
          : `${baseUrl} did not accept the request (HTTP ${status}).${words}`,
        options,
      );
  }
}

function kindOf(status: number, said: string): ModelFailureKind {
  if (status === 401 || status === 403) return "auth";
  if (status === 429) return "rateLimited";
  if (
    status === 413 ||
    /context.{0,20}(length|window|size)|maximum.{0,30}tokens|too many tokens|prompt is too long/i.test(said)
  )
    return "lengthLimit";
  if (
    /(does not|doesn't|not) support.{0,40}(tool|function)|tool.{0,30}(not supported|unsupported)|requires.{0,20}tool-call-parser/i.test(
      said,
    )
  )
    return "noToolSupport";
  if (/content.{0,10}(filter|policy|management)|safety system/i.test(said)) return "refusal";
  if (status === 404) return "notFound";
  return status >= 500 || status === 408 ? "unreachable" : "badResponse";
}

function authAdvice({ baseUrl, model, hasKey }: Endpoint, status: number): string {
  if (!hasKey) return `${baseUrl} wants a key, and none is set. Set one and try again.`;
  return status === 401
    ? `${baseUrl} does not accept the key. Check that it is whole, still valid, and meant for this address.`
    : `The key may not use ${model} at ${baseUrl}. Check what it is allowed, or use another model.`;
}

function limitAdvice({ baseUrl }: Endpoint, said: string, retryAfterMs: number | undefined): string {
  if (/quota|billing|credit/i.test(said)) return `The quota at ${baseUrl} is used up. Check the plan and its billing.`;
  const when = retryAfterMs === undefined ? "Wait a little and" : `Wait ${Math.ceil(retryAfterMs / 1000)} s and`;
  return `${baseUrl} is asked too often. ${when} try again.`;
}

function connectionFailure(thrown: unknown, { baseUrl }: Endpoint): ModelFailure {
  const codes = codesOf(thrown);
  const options = { cause: thrown };
  const [code = ""] = codes;
  if (codes.some((each) => each === "ECONNREFUSED"))
    return new ModelFailure(
      "unreachable",
      `Nothing answers at ${baseUrl}. Start the server, or check the address and port.`,
      options,
    );
  if (codes.some((each) => each === "ENOTFOUND" || each === "EAI_AGAIN"))
    return new ModelFailure(
      "unreachable",
      `The host of ${baseUrl} was not found. Check the address and the network.`,
      options,
    );
  if (codes.some((each) => /CERT|SSL|TLS/.test(each)))
    return new ModelFailure(
      "unreachable",
      `The certificate of ${baseUrl} is not trusted (${code}). Install its authority, or check the address.`,
      options,
    );
  if (thrown instanceof Error && /timed? ?out/i.test(thrown.message))
    return new ModelFailure(
      "unreachable",
      `${baseUrl} did not answer in time. Try again, or allow it more time.`,
      options,
    );
  if (thrown instanceof SyntaxError || (thrown instanceof Error && /JSON|parse/i.test(thrown.message)))
    return new ModelFailure(
      "badResponse",
      `${baseUrl} sent something that is no chat completion. Check that it is an OpenAI-compatible server.`,
      options,
    );
  if (thrown instanceof TypeError && /url/i.test(thrown.message))
    return new ModelFailure(
      "unreachable",
      `"${baseUrl}" is not an address. Write it in full, such as http://127.0.0.1:11434/v1.`,
      options,
    );
  return new ModelFailure(
    "unreachable",
    `The connection to ${baseUrl} broke${code === "" ? "" : ` (${code})`}. Try again.`,
    options,
  );
}

/** The codes of an error and of what caused it. */
function codesOf(thrown: unknown): string[] {
  const codes: string[] = [];
  for (let error: unknown = thrown, depth = 0; error instanceof Error && depth < 8; error = error.cause, depth++) {
    if ("code" in error && typeof error.code === "string") codes.push(error.code);
    if (error instanceof AggregateError) codes.push(...error.errors.flatMap(codesOf));
  }
  return codes;
}

function statusOf(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !("status" in thrown)) return undefined;
  return typeof thrown.status === "number" ? thrown.status : undefined;
}

const longestWords = 300;

/** What the server itself said, in short; never what was sent to it, nor a key that it repeats. */
function saidBy(thrown: unknown): string {
  const body = thrown instanceof Error && "error" in thrown ? thrown.error : undefined;
  const message = isJsonObject(body) ? (body.message ?? body.error ?? body.detail) : body;
  const text = typeof message === "string" ? message : message === undefined ? "" : JSON.stringify(message);
  if (/<html|<!doctype/i.test(text)) return "";
  const line = text
    .replaceAll(/\s+/g, " ")
    .trim()
    .replaceAll(/\b(?:sk|pk|key)-[\w*.-]{4,}/gi, "(key)");
  return shorten(line, longestWords);
}

function retryAfterOf(thrown: unknown): number | undefined {
  const headers = thrown instanceof Error && "headers" in thrown ? thrown.headers : undefined;
  if (!(headers instanceof Headers)) return undefined;
  const milliseconds = Number(headers.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(milliseconds)) return Math.max(0, milliseconds);
  const after = headers.get("retry-after");
  if (after === null) return undefined;
  const seconds = Number(after);
  const untilMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(after) - Date.now();
  return Number.isFinite(untilMs) ? Math.max(0, untilMs) : undefined;
}
