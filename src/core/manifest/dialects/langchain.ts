import { memberOf, stringMember } from "../text/jsonTree";
import type { JsonDialect } from "./dialect";
import { canBeArguments } from "./parts/foundArguments";
import { readCall } from "./parts/readCall";
import { endingText, isError } from "./parts/resultText";

/** LangChain: `{ "name", "args": { … }, "id", "type": "tool_call" }`; of the last two either may be missing. */
export const langchain: JsonDialect = {
  dialect: "langchain",
  read(node, context) {
    const args = memberOf(node, "args");
    if (args === undefined || !canBeArguments(args)) return undefined;
    const tool = memberOf(node, "name");
    return readCall({ dialect: "langchain", node, tool, arguments: args, id: stringMember(node, "id") }, context);
  },
  write(results) {
    return results.map(({ call, ending }) => ({
      type: "tool",
      name: call.tool,
      tool_call_id: call.providerId ?? "",
      content: endingText(ending),
      status: isError(ending) ? "error" : "success",
    }));
  },
};
