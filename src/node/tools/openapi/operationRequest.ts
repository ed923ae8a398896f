import { ToolFailure } from "../../../core/model/failure";
import { isJsonObject, type Json, type JsonObject } from "../../../core/model/data/json";
import type { HttpRequest } from "../http/exchange";
import { requestHeaders, requestUrl } from "../http/httpClient";
import { isJsonType, type Body, type Operation, type Parameter } from "./operations";
import { cookieParameter, headerParameter, pathParameter, queryParameter, text } from "./parameterStyles";
import type { Credentials } from "./security";
import { ownMember } from "../../../core/model/data/ownMember";
import { worded } from "../../../core/model/text/wording";

/** The request of a call to an operation. Throws a `ToolFailure` of kind `invalidArguments` when it cannot be made. */
export async function operationRequest(
  operation: Operation,
  base: string,
  args: JsonObject,
  given: Readonly<Record<string, string>>,
  credentials: Credentials,
): Promise<HttpRequest> {
  const url = requestUrl(base.replace(/\/$/, "") + filledPath(operation, args));
  url.search = joined("&", [
    url.search.slice(1),
    ...written(operation, "query", args, (parameter, value) => queryParameter(parameter.name, value, parameter)),
    ...Object.entries(credentials.query).map(([name, value]) => query(name, value)),
  ]);
  const headers: Record<string, string> = { Accept: "application/json, */*;q=0.8", ...given };
  for (const parameter of operation.parameters) {
    const value = parameter.in === "header" ? valueOf(parameter, args) : undefined;
    if (value !== undefined) headers[parameter.name] = headerParameter(value, parameter);
  }
  Object.assign(headers, credentials.headers);
  const cookies = joined("; ", [
    ...written(operation, "cookie", args, (parameter, value) => cookieParameter(parameter.name, value, parameter)),
    ...Object.entries(credentials.cookies).map(([name, value]) => query(name, value)),
  ]);
  if (cookies !== "") headers.Cookie = cookies;
  const body = operation.body === undefined ? undefined : await bodyOf(operation.body, args);
  return { method: operation.method, url, headers: requestHeaders(headers, body?.type), body: body?.content };
}

function query(name: string, value: string): string {
  return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
}

function joined(separator: string, parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(separator);
}

function written(
  { parameters }: Operation,
  place: Parameter["in"],
  args: JsonObject,
  write: (parameter: Parameter, value: Json) => string,
): string[] {
  return parameters.flatMap((parameter) => {
    const value = parameter.in === place ? valueOf(parameter, args) : undefined;
    return value === undefined ? [] : [write(parameter, value)];
  });
}

function valueOf({ argument, isJson }: Parameter, args: JsonObject): Json | undefined {
  const value = Object.hasOwn(args, argument) ? args[argument] : undefined;
  return isJson && value !== undefined ? JSON.stringify(value) : value;
}

function filledPath({ parameters, path }: Operation, args: JsonObject): string {
  return path.replace(/\{([^{}]+)\}/g, (placeholder, name: string) => {
    const parameter = parameters.find((each) => each.in === "path" && each.name === name);
    if (parameter === undefined) return placeholder;
    const value = valueOf(parameter, args);
    const segment = value === undefined ? "" : pathParameter(name, value, parameter);
    if (!/^\.{0,2}$/.test(segment)) return segment;
    throw new ToolFailure(
      "invalidArguments",
      worded(
        'The argument "{0}" is {1}, which would lead to another path than {2}.',
        parameter.argument,
        JSON.stringify(value ?? null),
        path,
      ),
      { reachedTool: false },
    );
  });
}

interface Content {
  readonly content: string | Uint8Array;
  readonly type: string;
}

async function bodyOf({ argument, mimeType, encoding }: Body, args: JsonObject): Promise<Content | undefined> {
  const value = Object.hasOwn(args, argument) ? args[argument] : undefined;
  if (value === undefined) return undefined;
  if (isJsonType(mimeType)) {
    return { content: JSON.stringify(value), type: mimeType === "*/*" ? "application/json" : mimeType };
  }
  if (isJsonObject(value) && mimeType.toLowerCase().startsWith("multipart/")) return multipart(value);
  if (isJsonObject(value)) return { content: urlEncoded(value, encoding), type: mimeType };
  return { content: text(value), type: mimeType };
}

function urlEncoded(form: JsonObject, encoding: JsonObject): string {
  const fields = Object.entries(form).map(([name, value]) => {
    const how = ownMember(encoding, name);
    const style = isJsonObject(how) && typeof how.style === "string" ? how.style : undefined;
    const isPlain = style === undefined && isJsonObject(value);
    return queryParameter(name, isPlain ? JSON.stringify(value) : value, {
      style: style ?? "form",
      explode: isJsonObject(how) && typeof how.explode === "boolean" ? how.explode : true,
      allowReserved: false,
    });
  });
  return joined("&", fields);
}

/** The boundary and its escapes are the platform's. */
async function multipart(form: JsonObject): Promise<Content> {
  const data = new FormData();
  for (const [name, value] of Object.entries(form)) {
    for (const item of Array.isArray(value) ? (value as readonly Json[]) : [value]) {
      if (item !== null) data.append(name, text(item));
    }
  }
  const encoded = new Response(data);
  const content = new Uint8Array(await encoded.arrayBuffer());
  return { content, type: encoded.headers.get("content-type") ?? "multipart/form-data" };
}
