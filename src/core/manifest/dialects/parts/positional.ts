import type { Json, JsonObject } from "../../../model/data/json";
import type { Call } from "../../../model/manifest";

/** Whether arguments of a call may stand under their positions: it came from a plan in text. */
export function mayBePositional(call: Pick<Call, "dialect">): boolean {
  return call.dialect === "llmcompiler" || call.dialect === "rewoo";
}

/**
 * Gives arguments that stand under their positions ("0", "1", …) the names that the tool's input schema has for them:
 * its required properties in their order, then the others, without those given by name. Positions that the schema has no
 * name for stay, so that checking the arguments against it says so. Arguments without positions come back as they are.
 */
export function nameArguments(args: JsonObject, inputSchema: JsonObject | undefined): JsonObject {
  const positions = Object.keys(args).filter(isPosition);
  if (positions.length === 0) return args;
  const names = parameterNames(inputSchema).filter((name) => !Object.hasOwn(args, name));
  return Object.fromEntries(
    Object.entries(args).map(([key, value]): [string, Json] => [
      isPosition(key) ? (names[Number(key)] ?? key) : key,
      value,
    ]),
  );
}

function isPosition(key: string): boolean {
  return /^\d+$/.test(key);
}

/** As in a function's signature, what is required comes first. */
function parameterNames(inputSchema: JsonObject | undefined): readonly string[] {
  const { properties, required } = inputSchema ?? {};
  if (typeof properties !== "object" || properties === null || Array.isArray(properties)) return [];
  const isRequired = new Set(Array.isArray(required) ? (required as readonly Json[]) : []);
  const names = Object.keys(properties);
  return [...names.filter((name) => isRequired.has(name)), ...names.filter((name) => !isRequired.has(name))];
}
