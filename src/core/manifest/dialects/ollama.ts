import { memberOf } from "../text/jsonTree";
import type { JsonDialect } from "./dialect";
import { readCall } from "./parts/readCall";
import { endingText } from "./parts/resultText";

/** Ollama: `{ "function": { "name", "arguments": { … } } }`, without an id or a type. */
export const ollama: JsonDialect = {
  dialect: "ollama",
  read(node, context) {
    const target = memberOf(node, "function");
    const args = memberOf(target, "arguments");
    if (args?.type !== "object") return undefined;
    return readCall(
      { dialect: "ollama", node, tool: memberOf(target, "name"), arguments: args, id: undefined },
      context,
    );
  },
  write(results) {
    return results.map(({ call, ending }) => ({ role: "tool", tool_name: call.tool, content: endingText(ending) }));
  },
};
