import { memberOf, stringMember, type JsonNode } from "../text/jsonTree";
import type { JsonDialect } from "./dialect";
import { firstMember, readCall } from "./parts/readCall";
import { resultObject } from "./parts/resultText";

const listKeys = new Set(["functionCalls", "function_calls"]);

/** Gemini: parts `{ "functionCall": { "name", "args": { … } } }`, in either spelling, and the SDK's list of calls. */
export const gemini: JsonDialect = {
  dialect: "gemini",
  read(node, context) {
    const target = targetOf(node, context.key);
    if (target === undefined) return undefined;
    return readCall(
      {
        dialect: "gemini",
        node,
        tool: memberOf(target, "name"),
        arguments: memberOf(target, "args"),
        id: stringMember(target, "id"),
      },
      context,
    );
  },
  write(results) {
    if (results.length === 0) return [];
    const parts = results.map(({ call, ending }) => ({
      functionResponse: {
        ...(call.providerId !== undefined && { id: call.providerId }),
        name: call.tool,
        response: resultObject(ending, "output"),
      },
    }));
    return [{ role: "user", parts }];
  },
};

function targetOf(node: JsonNode, key: string | undefined): JsonNode | undefined {
  const target = firstMember(node, ["functionCall", "function_call"]);
  if (target?.type === "object" && memberOf(target, "arguments") === undefined) return target;
  return key !== undefined && listKeys.has(key) && memberOf(node, "args") !== undefined ? node : undefined;
}
