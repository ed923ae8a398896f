import { memberOf, rangeOfNode, stringMember, stringOf } from "../text/jsonTree";
import type { JsonDialect } from "./dialect";
import { singleArgument } from "./parts/foundArguments";
import { readCall } from "./parts/readCall";
import { endingText } from "./parts/resultText";

/** OpenAI's Responses: items of type `function_call`, `custom_tool_call` (its input is text) and `mcp_call`. */
export const openaiResponses: JsonDialect = {
  dialect: "openai-responses",
  read(node, context) {
    const type = stringMember(node, "type");
    if (type !== "function_call" && type !== "custom_tool_call" && type !== "mcp_call") return undefined;
    const input = memberOf(node, "input");
    const call = readCall(
      {
        dialect: "openai-responses",
        node,
        tool: memberOf(node, "name"),
        source: type === "mcp_call" ? stringMember(node, "server_label") : undefined,
        arguments: memberOf(node, "arguments"),
        id: stringMember(node, "call_id") ?? stringMember(node, "id"),
      },
      context,
    );
    if (call === undefined || type !== "custom_tool_call" || input === undefined) return call;
    return { ...call, arguments: singleArgument("input", stringOf(input) ?? "", rangeOfNode(input)) };
  },
  write(results) {
    return results.map(({ call, ending }) => ({
      type: "function_call_output",
      call_id: call.providerId ?? "",
      output: endingText(ending),
    }));
  },
};
