import type { Json } from "../../model/data/json";
import type { ContentBlock } from "../../model/result";
import { memberOf, stringMember } from "../text/jsonTree";
import type { CallResult, JsonDialect } from "./dialect";
import { readCall } from "./parts/readCall";
import { endingText, isError, resultText } from "./parts/resultText";

/** Anthropic's Messages: content blocks `{ "type": "tool_use", "id", "name", "input": { … } }`. */
export const anthropic: JsonDialect = {
  dialect: "anthropic",
  read(node, context) {
    const type = stringMember(node, "type");
    if (type !== "tool_use" && type !== "mcp_tool_use") return undefined;
    return readCall(
      {
        dialect: "anthropic",
        node,
        tool: memberOf(node, "name"),
        source: type === "mcp_tool_use" ? stringMember(node, "server_name") : undefined,
        arguments: memberOf(node, "input"),
        id: stringMember(node, "id"),
      },
      context,
    );
  },
  /** One message for all of them: results that are spread over several messages are refused. */
  write(results) {
    return results.length === 0 ? [] : [{ role: "user", content: results.map(resultBlock) }];
  },
};

function resultBlock({ call, ending }: CallResult): Json {
  return {
    type: "tool_result",
    tool_use_id: call.providerId ?? "",
    content:
      ending?.outcome === "succeeded" && ending.result.content.some((block) => block.type === "image")
        ? ending.result.content.map(contentBlock)
        : endingText(ending),
    ...(isError(ending) && { is_error: true }),
  };
}

function contentBlock(block: ContentBlock): Json {
  if (block.type === "image") {
    return { type: "image", source: { type: "base64", media_type: block.mimeType, data: block.data } };
  }
  return { type: "text", text: resultText({ content: [block] }) };
}
