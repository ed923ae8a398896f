import type { JsonDialect, FoundCall, ReadContext } from "./dialects/dialect";
import { aiSdk } from "./dialects/aiSdk";
import { aiecs } from "./dialects/aiecs";
import { anthropic } from "./dialects/anthropic";
import { bedrock } from "./dialects/bedrock";
import { gemini } from "./dialects/gemini";
import { langchain } from "./dialects/langchain";
import { mcp } from "./dialects/mcp";
import { native } from "./dialects/native";
import { nestful } from "./dialects/nestful";
import { ollama } from "./dialects/ollama";
import { openaiChat } from "./dialects/openaiChat";
import { openaiResponses } from "./dialects/openaiResponses";
import { elementsOf, memberOf, membersOf, stringMember, type JsonNode } from "./text/jsonTree";

/** All forms that are JSON, those first that are told by what only they have. */
export const jsonDialects: readonly JsonDialect[] = [
  native,
  openaiResponses,
  anthropic,
  aiSdk,
  bedrock,
  gemini,
  openaiChat,
  ollama,
  aiecs,
  nestful,
  langchain,
  mcp,
];

/** Under these keys stand definitions of tools and settings, whose objects look like calls. */
const keysWithoutCalls = new Set([
  "tools",
  "functions",
  "tool_choice",
  "toolChoice",
  "toolConfig",
  "functionDeclarations",
]);

/** The types of content that are results of calls; they may quote whatever the tool said. */
const resultTypes = new Set([
  "tool_result",
  "tool-result",
  "tool-error",
  "function_call_output",
  "custom_tool_call_output",
  "mcp_tool_result",
  "mcp_list_tools",
]);

/** The call that an object is, in the first dialect that knows it. */
function readCallNode(node: JsonNode, context: ReadContext): FoundCall | undefined {
  if (node.type !== "object" || isDefinition(node)) return undefined;
  for (const dialect of jsonDialects) {
    const call = dialect.read(node, context);
    if (call !== undefined) return call;
  }
  return undefined;
}

/**
 * The calls in a JSON value, in their order, whatever they are wrapped in. Definitions of tools and results of calls are
 * not looked into.
 */
export function findCalls(text: string, root: JsonNode): readonly FoundCall[] {
  return callsIn(root, { text, key: undefined });
}

/** Whether a node and all in it is a tool's definition or a result, and so holds no calls whatever it says. */
export function holdsNoCalls(node: JsonNode): boolean {
  return node.type === "object" && (isResult(node) || isDefinition(node));
}

function callsIn(node: JsonNode, context: ReadContext): readonly FoundCall[] {
  if (node.type === "array") return elementsOf(node).flatMap((element) => callsIn(element, context));
  if (node.type !== "object" || isResult(node)) return [];
  const call = readCallNode(node, context);
  if (call !== undefined) return [call];
  if (isOtherRequest(node) || isDefinition(node)) return [];
  return withoutCopies(
    membersOf(node)
      .filter(({ key }) => !keysWithoutCalls.has(key))
      .map(({ key, value }) => callsIn(value, { ...context, key })),
  );
}

/**
 * Libraries keep one call several times in one object (as content, as `tool_calls`, as it came from the provider). Calls
 * under different keys of an object that have the same id, tool and arguments are one; those in a list never are.
 */
function withoutCopies(groups: readonly (readonly FoundCall[])[]): readonly FoundCall[] {
  const filled = groups.filter((group) => group.length > 0);
  const [first = [], ...others] = filled;
  if (others.length === 0) return first;
  const kept = [...first];
  const seen = new Set(first.map(identityOf));
  for (const group of others) {
    kept.push(...group.filter((call) => call.id === undefined || !seen.has(identityOf(call))));
    for (const call of group) seen.add(identityOf(call));
  }
  return kept;
}

function identityOf({ id, tool, arguments: { value } }: FoundCall): string {
  return JSON.stringify([id, tool, value]);
}

function isResult(node: JsonNode): boolean {
  const type = stringMember(node, "type");
  const role = stringMember(node, "role");
  if (type !== undefined && resultTypes.has(type)) return true;
  if (role === "tool" || role === "function") return true;
  return (
    memberOf(node, "functionResponse") !== undefined ||
    memberOf(node, "toolResult") !== undefined ||
    memberOf(memberOf(node, "result"), "content")?.type === "array"
  );
}

/** A JSON-RPC request that calls no tool: a prompt's name and arguments look just like a tool's. */
function isOtherRequest(node: JsonNode): boolean {
  const method = stringMember(node, "method");
  return method !== undefined && method !== "tools/call" && memberOf(node, "params") !== undefined;
}

function isDefinition(node: JsonNode): boolean {
  return (
    memberOf(node, "inputSchema") !== undefined ||
    memberOf(node, "input_schema") !== undefined ||
    memberOf(memberOf(node, "function"), "parameters") !== undefined
  );
}
