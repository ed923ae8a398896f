import { memberOf, stringMember, type JsonNode } from "../text/jsonTree";
import type { FoundCall, JsonDialect, ReadContext } from "./dialect";
import { singleArgument } from "./parts/foundArguments";
import { readCall } from "./parts/readCall";
import { endingText } from "./parts/resultText";
import { rangeOfNode, stringOf } from "../text/jsonTree";

/**
 * OpenAI's Chat Completions: `{ "id", "type": "function", "function": { "name", "arguments": "…" } }`, custom tools
 * whose input is text, and the older `function_call` of a message.
 */
export const openaiChat: JsonDialect = {
  dialect: "openai-chat",
  read(node, context) {
    return (
      functionCall(node, context) ?? customCall(node, context) ?? olderCall(node, context) ?? cutOut(node, context)
    );
  },
  write(results) {
    return results.map(({ call, ending }) =>
      call.providerId === undefined
        ? { role: "function", name: call.tool, content: endingText(ending) }
        : { role: "tool", tool_call_id: call.providerId, content: endingText(ending) },
    );
  },
};

/** A function without arguments and id is a tool's definition or a `tool_choice`, and no call. */
function functionCall(node: JsonNode, context: ReadContext): FoundCall | undefined {
  const target = memberOf(node, "function");
  const id = stringMember(node, "id");
  const args = memberOf(target, "arguments");
  if (target?.type !== "object" || (args === undefined && id === undefined)) return undefined;
  const isOpenai = stringMember(node, "type") === "function" || id !== undefined || args?.type === "string";
  if (!isOpenai) return undefined;
  return readCall({ dialect: "openai-chat", node, tool: memberOf(target, "name"), arguments: args, id }, context);
}

function customCall(node: JsonNode, context: ReadContext): FoundCall | undefined {
  const target = memberOf(node, "custom");
  const input = memberOf(target, "input");
  if (stringMember(node, "type") !== "custom" || input?.type !== "string") return undefined;
  const tool = memberOf(target, "name");
  const id = stringMember(node, "id");
  const call = readCall({ dialect: "openai-chat", node, tool, arguments: undefined, id }, context);
  return call && { ...call, arguments: singleArgument("input", stringOf(input) ?? "", rangeOfNode(input)) };
}

function olderCall(node: JsonNode, context: ReadContext): FoundCall | undefined {
  const target = memberOf(node, "function_call");
  const args = memberOf(target, "arguments");
  if (args === undefined) return undefined;
  const tool = memberOf(target, "name");
  return readCall({ dialect: "openai-chat", node, tool, arguments: args, id: undefined }, context);
}

/** The `function` object alone, known by its arguments being a string. */
function cutOut(node: JsonNode, context: ReadContext): FoundCall | undefined {
  const args = memberOf(node, "arguments");
  if (args?.type !== "string" || memberOf(node, "type") !== undefined) return undefined;
  const tool = memberOf(node, "name");
  return readCall({ dialect: "openai-chat", node, tool, arguments: args, id: stringMember(node, "id") }, context);
}
