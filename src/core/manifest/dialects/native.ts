import { resultValue } from "../../model/result";
import { memberOf, stringMember } from "../text/jsonTree";
import type { JsonDialect } from "./dialect";
import { readCall } from "./parts/readCall";
import { withoutWording } from "../../model/failure";

/** Our own form: `{ "id", "tool", "arguments": { … } }` and options. */
export const native: JsonDialect = {
  dialect: "native",
  read(node, context) {
    const tool = memberOf(node, "tool");
    const args = memberOf(node, "arguments");
    return readCall({ dialect: "native", node, tool, arguments: args, id: stringMember(node, "id") }, context);
  },
  write(results) {
    return results.map(({ call, ending }) => ({
      ...(call.id !== undefined && { id: call.id }),
      tool: call.tool,
      ...(ending?.outcome === "succeeded"
        ? { success: true, result: resultValue(ending.result) }
        : {
            success: false,
            error: ending === undefined ? { message: "The call has not ended." } : withoutWording(ending.error),
          }),
    }));
  },
};
