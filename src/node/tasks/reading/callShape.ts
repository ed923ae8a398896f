import { isJsonObject, type Json, type JsonObject } from "../../../core/model/data/json";
import { objectOf } from "./argumentsReader";
import type { WrittenCall } from "../calls/writtenCall";

/** The call that a JSON object in a model's text stands for, in any of the forms that models use; else `undefined`. */
export function callFromObject(value: Json): WrittenCall | undefined {
  if (!isJsonObject(value)) return undefined;
  const inner = isJsonObject(value.function) ? value.function : value;
  const name = firstText(inner, ["tool", "tool_name", "name", "function", "action"]);
  const args = first(inner, ["arguments", "args", "parameters", "input", "action_input"]);
  if (name === undefined || !(isJsonObject(args) || typeof args === "string")) return undefined;
  const id = firstText(value, ["id", "call_id"]);
  const after = first(value, ["dependsOn", "depends_on", "run_after"]);
  const ids = Array.isArray(after) ? (after as readonly Json[]).filter((each) => typeof each === "string") : [];
  return {
    name,
    ...(id !== undefined && { id }),
    ...(ids.length > 0 && { dependsOn: ids }),
    argumentsText: typeof args === "string" ? args : JSON.stringify(args),
    arguments: objectOf(args),
  };
}

function first(value: JsonObject, keys: readonly string[]): Json | undefined {
  return keys.map((key) => value[key]).find((each) => each !== undefined && each !== null);
}

function firstText(value: JsonObject, keys: readonly string[]): string | undefined {
  const found = keys.map((key) => value[key]).find((each) => typeof each === "string" && each !== "");
  return typeof found === "string" ? found : undefined;
}
