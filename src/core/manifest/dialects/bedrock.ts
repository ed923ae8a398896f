import { isJsonObject, type Json } from "../../model/data/json";
import { resultValue } from "../../model/result";
import { memberOf, stringMember } from "../text/jsonTree";
import type { CallResult, JsonDialect } from "./dialect";
import { readCall } from "./parts/readCall";
import { errorMessage, isError } from "./parts/resultText";

/** Bedrock's Converse: content blocks `{ "toolUse": { "toolUseId", "name", "input": { … } } }`. */
export const bedrock: JsonDialect = {
  dialect: "bedrock",
  read(node, context) {
    const target = memberOf(node, "toolUse");
    if (target?.type !== "object") return undefined;
    const id = stringMember(target, "toolUseId");
    const args = memberOf(target, "input");
    return readCall({ dialect: "bedrock", node, tool: memberOf(target, "name"), arguments: args, id }, context);
  },
  write(results) {
    if (results.length === 0) return [];
    const content = results.map((result) => ({
      toolResult: {
        toolUseId: result.call.providerId ?? "",
        content: [contentOf(result)],
        status: isError(result.ending) ? "error" : "success",
      },
    }));
    return [{ role: "user", content }];
  },
};

/** JSON content must be an object there; lists and other values go as text. */
function contentOf({ ending }: CallResult): Json {
  if (ending?.outcome !== "succeeded") return { text: errorMessage(ending) };
  const value = resultValue(ending.result);
  if (typeof value === "string") return { text: value };
  return isJsonObject(value) ? { json: value } : { text: JSON.stringify(value) };
}
