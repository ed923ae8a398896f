import * as z from "zod";

import type { Json } from "../../../core/model/data/json";
import type { ToolResult } from "../../../core/model/result";
import { callResultSchema, toolResult } from "../mcp/mcpResult";
import type { FromRunner } from "./messages";
import { parseExactly } from "../../../core/model/data/exactJson";

type Returned = Extract<FromRunner, { kind: "returned" | "returnedBytes" }>;

/** A function that returns content blocks, as MCP has them, returns just these. */
const contentSchema = callResultSchema.extend({ content: z.array(z.looseObject({ type: z.string() })).min(1) });

/**
 * What a function returned as a result: text stays text, bytes become a binary resource, what has the form of an MCP
 * result is one, and all else is structured content.
 */
export function moduleResult(returned: Returned, module: string): ToolResult {
  if (returned.kind === "returnedBytes") {
    const resource = { uri: "result:bytes", blob: returned.base64, mimeType: "application/octet-stream" };
    return { content: [{ type: "resource", resource }] };
  }
  if (returned.json === undefined) return { content: [] };
  const value = parseExactly(returned.json) as Json;
  if (typeof value === "string") return { content: [{ type: "text", text: value }], structuredContent: value };
  const asContent = contentSchema.safeParse(value);
  if (asContent.success) return toolResult(asContent.data, module);
  return { content: [{ type: "text", text: returned.json }], structuredContent: value };
}
