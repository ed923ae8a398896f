import { resultValue } from "../../model/result";
import { memberOf, stringMember } from "../text/jsonTree";
import type { JsonDialect } from "./dialect";
import { firstMember, readCall } from "./parts/readCall";
import { errorMessage } from "./parts/resultText";

const argumentKeys = ["parameters", "arguments", "tool_input", "input", "args"];

/** AIECS: `{ "tool_name", "parameters": { … } }`, with the other names that hooks and agents give the arguments. */
export const aiecs: JsonDialect = {
  dialect: "aiecs",
  read(node, context) {
    if (memberOf(node, "role") !== undefined) return undefined;
    return readCall(
      {
        dialect: "aiecs",
        node,
        tool: memberOf(node, "tool_name"),
        source: stringMember(node, "server_name"),
        arguments: firstMember(node, argumentKeys),
        id: stringMember(node, "id") ?? stringMember(node, "tool_call_id") ?? stringMember(node, "tool_use_id"),
      },
      context,
    );
  },
  write(results) {
    return results.map(({ call, ending }) => ({
      ...(call.providerId !== undefined && { id: call.providerId }),
      tool_name: call.tool,
      ...(ending?.outcome === "succeeded"
        ? { success: true, result: resultValue(ending.result) }
        : { success: false, error: errorMessage(ending) }),
    }));
  },
};
