import * as z from "zod";

import { ToolFailure } from "../../../core/model/failure";
import { defaultBodyBytes, maxBodyBytes, requestHeaders, requestUrl, sendHttp } from "../http/httpClient";
import { httpResult } from "../http/httpResult";
import { builtInTool } from "./builtInTool";
import { recordOf } from "../data/recordOf";
import { worded } from "../../../core/model/text/wording";

export const httpRequestTool = builtInTool({
  name: "http_request",
  title: "HTTP Request",
  description:
    "Sends an HTTP request. A JSON answer becomes structured content, images and audio are kept as such; a status other than 2xx is a failure that keeps status, headers and body. Follows up to 10 redirects.",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  http: { method: "GET", methodArgument: "method" },
  input: z.strictObject({
    method: z
      .enum(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"])
      .default("GET")
      .describe("GET, HEAD and OPTIONS count as read-only, PUT and DELETE as idempotent."),
    url: z
      .string()
      .regex(/^https?:\/\//i)
      .describe("An absolute http: or https: URL."),
    headers: recordOf(z.string()).default({}).describe("Request headers."),
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
  async run({ method, url, headers, body, json, followRedirects, maxResponseBytes }, { signal, proxyFor }) {
    if (body !== undefined && json !== undefined) {
      throw new ToolFailure("invalidArguments", worded("Give the request's body as body or as json, not as both."));
    }
    const content = json === undefined ? body : JSON.stringify(json);
    if (content !== undefined && (method === "GET" || method === "HEAD")) {
      throw new ToolFailure("invalidArguments", worded("A {0} request has no body: leave body and json away.", method));
    }
    const request = {
      method,
      url: requestUrl(url),
      headers: requestHeaders(headers, json === undefined ? undefined : "application/json"),
      body: content,
    };
    return httpResult(await sendHttp(request, { followRedirects, maxResponseBytes, signal, proxyFor }));
  },
});
