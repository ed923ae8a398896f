import { mapStrings, placeholdersIn } from "../manifest/placeholders";
import type { JsonObject } from "../model/json";
import type { Call } from "../model/manifest";
import type { Tool } from "../model/tool";
import { checkArguments, schemaProblem, type UnknownValue } from "./inputSchema";
import type { PlanProblem } from "./problem";
import { isVariable } from "../manifest/variables";

/** A call and its tool, when it was found. */
export interface CallOfTool {
  readonly call: Call;
  readonly tool: Tool | undefined;
}

/** All in which the arguments of calls break their tools' input schemas; a schema that is unusable is told once a tool. */
export function argumentProblems(calls: readonly CallOfTool[]): PlanProblem[] {
  const unusable = new Set<JsonObject>();
  return calls.flatMap(({ call, tool }): PlanProblem[] => {
    const schema = tool?.inputSchema;
    if (schema === undefined) return [];
    const reason = schemaProblem(schema);
    if (reason === undefined) {
      return checkArguments(schema, call.arguments, unknownValues(call.arguments)).map(({ path, message }) => ({
        severity: "error",
        message: `${call.tool}: ${message}`,
        call: call.index,
        at: { part: "arguments", path },
      }));
    }
    if (unusable.has(schema)) return [];
    unusable.add(schema);
    const message = `The input schema of ${call.tool} cannot be used, so its arguments are not checked: ${reason}`;
    return [{ severity: "warning", message, call: call.index, at: { part: "tool" } }];
  });
}

/** Where a reference or a variable stands: a reference that is all of its string may turn out to be of any type. */
function unknownValues(args: JsonObject): UnknownValue[] {
  const unknowns: UnknownValue[] = [];
  mapStrings(args, (text, at) => {
    if (!text.includes("${")) return text;
    const placeholders = placeholdersIn(text);
    const [first] = placeholders;
    if (first === undefined) return text;
    const isWhole = first.kind === "placeholder" && first.length === text.length && !isVariable(first.content);
    unknowns.push({ path: [...at], isText: !isWhole });
    return text;
  });
  return unknowns;
}
