import { toUSVString } from "node:util";

import { pathProblem } from "../../../core/manifest/references/references";
import { searchPath } from "../../../core/manifest/jmespath/jmespath";
import { saidBy, ToolFailure } from "../../../core/model/failure";
import { isJsonObject, type Json, type JsonObject } from "../../../core/model/data/json";
import type { HttpToolDefinition } from "../../../core/model/manifest";
import type { ToolResult } from "../../../core/model/result";
import { resultValue } from "../../../core/model/result";
import type { HttpRequest } from "../http/exchange";
import { defaultBodyBytes, requestHeaders, requestUrl, sendHttp } from "../http/httpClient";
import { httpResult } from "../http/httpResult";
import { effectiveMethod, methodAnnotations } from "../http/methodSafety";
import { queryText } from "../http/queryText";
import {
  describedTool,
  unfillable,
  type DefinitionProblem,
  type ManifestTool,
  type ManifestToolEnvironment,
} from "./manifestTool";
import { filledJson, filledText, plainText, templateParts, type Filling } from "./template";
import { TemplateArguments, withDefaults } from "./templateArguments";
import { worded } from "../../../core/model/text/wording";

/** A tool that sends an HTTP request whose parts are templates. */
export function httpTool(
  name: string,
  definition: HttpToolDefinition,
  { variables, proxyFor }: ManifestToolEnvironment,
): ManifestTool {
  const { http } = definition;
  const method = http.method ?? "GET";
  const effective = effectiveMethod(method, [http.headers ?? {}, http.query ?? {}, http.url]);
  const used = argumentsUsed(http);
  const tool = describedTool(name, definition, {
    description: `${method} ${http.url}`,
    inputSchema: used.schema(),
    annotations: methodAnnotations(effective),
  });
  return {
    tool: { ...tool, http: { method: effective, url: http.url }, reachesOut: true },
    problems: [...unfillable(used, definition), ...requestProblems(http, method)],
    async call(args, { signal }) {
      const filling = { args: withDefaults(args, tool.inputSchema), variables };
      const answer = await sendHttp(requestOf(http, method, filling), {
        signal,
        followRedirects: http.followRedirects ?? true,
        maxResponseBytes: http.maxResponseBytes ?? defaultBodyBytes,
        proxyFor,
      });
      const result = await httpResult(answer);
      return http.result === undefined ? result : partOfAnswer(http.result, result, answer.url);
    },
  };
}

type Template = HttpToolDefinition["http"];

function argumentsUsed({ url, query, headers, body }: Template): TemplateArguments {
  const used = new TemplateArguments().text(url);
  for (const value of Object.values(query ?? {})) {
    if (typeof value === "string") used.list(value);
    else used.json(value);
  }
  for (const value of Object.values(headers ?? {})) used.text(value);
  if (body !== undefined) used.json(body);
  return used;
}

function requestProblems({ url, body, result }: Template, method: string): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const [first] = templateParts(url);
  if (first?.kind === "text" && !/^https?:\/\//i.test(first.text)) {
    const said = worded("The address must begin with http:// or https://, a variable or a placeholder.");
    problems.push({ ...said, at: ["http", "url"] });
  }
  if (body !== undefined && (method === "GET" || method === "HEAD")) {
    problems.push({
      ...worded("A {0} request has no body: use query, or another method.", method),
      at: ["http", "body"],
    });
  }
  const wrong = result === undefined ? undefined : pathProblem(result);
  if (wrong !== undefined)
    problems.push({ ...worded("It is no JMESPath expression: {0}.", wrong), at: ["http", "result"] });
  return problems;
}

function requestOf(template: Template, method: string, filling: Filling): HttpRequest {
  const url = requestUrl(filledUrl(template.url, filling));
  const query = queryText(filledJson(template.query ?? {}, filling) as JsonObject);
  if (query !== "") url.search += url.search === "" ? query : `&${query}`;
  const given = headersOf(template.headers ?? {}, filling);
  const body = template.body === undefined ? undefined : filledJson(template.body, filling);
  const type = Object.entries(given).find(([name]) => name.toLowerCase() === "content-type")?.[1];
  return {
    method,
    url,
    headers: requestHeaders(given, body === undefined ? undefined : contentTypeOf(body)),
    body: body === undefined ? undefined : bodyText(body, type),
  };
}

/** A header whose argument was left out is not sent. */
function headersOf(templates: Readonly<Record<string, string>>, filling: Filling): Record<string, string> {
  const filled = Object.entries(templates).map(([name, template]) => [name, filledJson(template, filling)] as const);
  return Object.fromEntries(
    filled.flatMap(([name, value]) => (value === undefined ? [] : [[name, plainText(value)] as const])),
  );
}

/**
 * The address. A placeholder at its very beginning is the beginning of the address and taken as it is; all others are
 * percent-encoded, and none can lead to another path than the one that the template shows.
 */
function filledUrl(template: string, filling: Filling): string {
  const [first, ...rest] = templateParts(template);
  const isBeginning = first?.kind === "argument";
  const path = template.search(/[?#]/);
  const pathNames = new Set(
    templateParts(path < 0 ? template : template.slice(0, path)).flatMap((part) =>
      part.kind === "argument" ? [part.name] : [],
    ),
  );
  const encoded = (value: Json, name: string): string => {
    const text = urlText(value);
    if (pathNames.has(name) && /^\.{0,2}$/.test(text)) {
      throw new ToolFailure(
        "invalidArguments",
        worded('The argument "{0}" is "{1}", which would lead to another path than {2}.', name, text, template),
        { reachedTool: false },
      );
    }
    return text;
  };
  if (!isBeginning) return filledText(template, filling, encoded);
  const beginning = filledText(`{${first.name}}`, filling);
  return rest.length === 0
    ? beginning
    : beginning + filledText(template.slice(first.name.length + 2), filling, encoded);
}

function urlText(value: Json): string {
  const items: readonly Json[] = isList(value) ? value : [value];
  return items.map((item) => encodeURIComponent(toUSVString(plainText(item)))).join(",");
}

function contentTypeOf(body: Json): string {
  return typeof body === "string" ? "text/plain;charset=UTF-8" : "application/json";
}

function bodyText(body: Json, contentType: string | undefined): string {
  if (typeof body === "string") return body;
  const isForm = contentType?.toLowerCase().startsWith("application/x-www-form-urlencoded") === true;
  return isForm && isJsonObject(body) ? queryText(body) : JSON.stringify(body);
}

function partOfAnswer(path: string, result: ToolResult, url: URL): ToolResult {
  const value = resultValue(result);
  if (typeof value === "string" && result.structuredContent === undefined) {
    throw new ToolFailure(
      "protocol",
      worded('{0} answered no JSON, so that "{1}" cannot be taken of it.', url.href, path),
      {
        details: { body: value },
      },
    );
  }
  let found: Json;
  try {
    found = searchPath(value, path);
  } catch (cause) {
    const said = worded('"{0}" cannot be taken of what {1} answered: {2}.', path, url.href, saidBy(cause));
    throw new ToolFailure("protocol", said, { cause, details: { body: value } });
  }
  return { content: [{ type: "text", text: plainText(found) }], structuredContent: found };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
