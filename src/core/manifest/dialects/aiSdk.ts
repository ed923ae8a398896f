import type { Json } from "../../model/data/json";
import { resultValue } from "../../model/result";
import { memberOf, rangeOfNode, stringMember, type JsonNode } from "../text/jsonTree";
import type { CallResult, FoundCall, JsonDialect, ReadContext } from "./dialect";
import { firstMember, readCall } from "./parts/readCall";
import { errorMessage } from "./parts/resultText";

/** What else the SDK calls `tool-…`: results of calls and pieces of a stream, which are no parts of a message's own. */
const typesOfOtherParts = new Set([
  "tool-result",
  "tool-error",
  "tool-input-start",
  "tool-input-delta",
  "tool-input-end",
  "tool-input-error",
  "tool-output-available",
  "tool-output-error",
  "tool-output-denied",
  "tool-approval-request",
  "tool-approval-response",
]);

/**
 * Vercel's AI SDK: parts `{ "type": "tool-call", "toolCallId", "toolName", "input" }` (`args` before version 5, JSON in
 * a string from a model), and the parts of its messages for user interfaces.
 */
export const aiSdk: JsonDialect = {
  dialect: "ai-sdk",
  read(node, context) {
    const type = stringMember(node, "type");
    if (type === "tool-call" || type === "tool-input-available" || type === "dynamic-tool")
      return namedCall(node, node, context);
    if (type === "tool-invocation") return namedCall(node, memberOf(node, "toolInvocation"), context);
    if (type?.startsWith("tool-") && !typesOfOtherParts.has(type)) return partCall(node, type, context);
    return type === undefined && memberOf(node, "result") === undefined && memberOf(node, "output") === undefined
      ? namedCall(node, node, context)
      : undefined;
  },
  write(results) {
    return results.length === 0 ? [] : [{ role: "tool", content: results.map(resultPart) }];
  },
};

function namedCall(node: JsonNode, target: JsonNode | undefined, context: ReadContext): FoundCall | undefined {
  if (target?.type !== "object") return undefined;
  return readCall(
    {
      dialect: "ai-sdk",
      node,
      tool: memberOf(target, "toolName"),
      arguments: firstMember(target, ["input", "args"]),
      id: stringMember(target, "toolCallId"),
    },
    context,
  );
}

/** A message for user interfaces has the tool's name in the part's type. */
function partCall(node: JsonNode, type: string, context: ReadContext): FoundCall | undefined {
  const typeNode = memberOf(node, "type");
  const id = stringMember(node, "toolCallId");
  if (typeNode === undefined || id === undefined) return undefined;
  const args = memberOf(node, "input");
  const call = readCall({ dialect: "ai-sdk", node, tool: typeNode, arguments: args, id }, context);
  return call && { ...call, tool: type.slice("tool-".length), toolRange: rangeOfNode(typeNode) };
}

function resultPart({ call, ending }: CallResult): Json {
  return {
    type: "tool-result",
    toolCallId: call.providerId ?? "",
    toolName: call.tool,
    output: output(ending),
  };
}

function output(ending: CallResult["ending"]): Json {
  if (ending?.outcome !== "succeeded") return { type: "error-text", value: errorMessage(ending) };
  const value = resultValue(ending.result);
  return typeof value === "string" ? { type: "text", value } : { type: "json", value };
}
