import { isRecord, type Json, type JsonObject } from "../../../core/model/data/json";
import { withoutVariables } from "../reading/literalText";

/** The calls that a chat hands over, as the text of a manifest; `undefined` for input that is none of its form. */
export function manifestOfInput(input: unknown): string | undefined {
  if (!isRecord(input) || !Array.isArray(input.calls)) return undefined;
  const calls = (input.calls as readonly unknown[]).map(callOf);
  return calls.every((call) => call !== undefined) ? JSON.stringify({ version: 1, calls }) : undefined;
}

/** References stay what they are, while variables are not filled in for a model: written by one, they are text. */
function callOf(call: unknown): JsonObject | undefined {
  if (!isRecord(call) || typeof call.tool !== "string") return undefined;
  const { id, tool, arguments: args = {}, dependsOn } = call;
  if (!isRecord(args)) return undefined;
  return {
    ...(typeof id === "string" && id !== "" && { id }),
    tool,
    arguments: withoutVariables(args as JsonObject),
    ...(Array.isArray(dependsOn) && { dependsOn: dependsOn as readonly Json[] }),
  };
}
