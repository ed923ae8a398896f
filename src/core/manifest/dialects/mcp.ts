import type { Json } from "../../model/data/json";
import { memberOf, stringMember, type JsonNode } from "../text/jsonTree";
import type { CallResult, FoundCall, JsonDialect, ReadContext } from "./dialect";
import { canBeArguments } from "./parts/foundArguments";
import { readCall } from "./parts/readCall";
import { contentBlockJson, errorMessage } from "./parts/resultText";

/**
 * The Model Context Protocol: JSON-RPC requests `tools/call`, their `params` alone, and so every bare
 * `{ "name", "arguments": { … } }`, which many models write too.
 */
export const mcp: JsonDialect = {
  dialect: "mcp",
  read(node, context) {
    const method = memberOf(node, "method");
    return method === undefined ? bareCall(node, context) : request(node, context);
  },
  write(results) {
    return results.map(response);
  },
};

function request(node: JsonNode, context: ReadContext): FoundCall | undefined {
  const params = memberOf(node, "params");
  if (stringMember(node, "method") !== "tools/call" || params === undefined) return undefined;
  const tool = memberOf(params, "name");
  const id = keptId(memberOf(node, "id"));
  return readCall({ dialect: "mcp", node, tool, arguments: memberOf(params, "arguments"), id }, context);
}

function bareCall(node: JsonNode, context: ReadContext): FoundCall | undefined {
  const args = memberOf(node, "arguments");
  if (args === undefined || args.type === "string" || !canBeArguments(args)) return undefined;
  const id = keptId(memberOf(node, "id"));
  return readCall({ dialect: "mcp", node, tool: memberOf(node, "name"), arguments: args, id }, context);
}

/**
 * JSON-RPC tells the number 3 from the string "3", and an answer must have the one that was asked with. An id is kept
 * as text, so a string that looks like a number keeps its quotes.
 */
function keptId(node: JsonNode | undefined): string | undefined {
  if (node?.type === "number") return String(node.value);
  if (node?.type !== "string") return undefined;
  const id = String(node.value);
  return isNumber(id) ? JSON.stringify(id) : id;
}

function writtenId(id: string): Json {
  if (isNumber(id)) return Number(id);
  const quoted = /^"(.*)"$/.exec(id)?.[1];
  return quoted !== undefined && isNumber(quoted) ? quoted : id;
}

function isNumber(id: string): boolean {
  return id.trim() !== "" && String(Number(id)) === id && Number.isFinite(Number(id));
}

function response({ call, ending }: CallResult): Json {
  const id = call.providerId === undefined ? call.index : writtenId(call.providerId);
  if (ending?.outcome !== "succeeded") {
    return { jsonrpc: "2.0", id, result: { content: [{ type: "text", text: errorMessage(ending) }], isError: true } };
  }
  const { content, structuredContent } = ending.result;
  return {
    jsonrpc: "2.0",
    id,
    result: { content: content.map(contentBlockJson), ...(structuredContent !== undefined && { structuredContent }) },
  };
}
