import { parse } from "jsonc-parser";
import type { JsonObject } from "../../../core/model/data/json";
import type { Call } from "../../../core/model/manifest";
import type { Plan } from "../../../core/model/plan";
import type { RunState } from "../../../core/model/runState";

/** A manifest's text without its calls: the servers, tools and limits that a task can use. Other text gives none. */
export function withoutCalls(text: string): JsonObject {
  const value: unknown = parse(text, [], { allowTrailingComma: true });
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  const { calls: _calls, version: _version, ...base } = value as JsonObject;
  return base;
}

/** A run's calls as the text of a manifest, with the arguments that they were last run with. */
export function manifestText(base: JsonObject, plan: Plan, state: RunState): string {
  const calls = plan.calls.map((call) => callOf(call, plan, state.calls[call.index]?.editedArguments));
  return `${JSON.stringify({ version: 1, ...base, calls }, null, 2)}\n`;
}

function callOf(call: Plan["calls"][number], plan: Plan, edited: JsonObject | undefined): JsonObject {
  const after = plan.edges.flatMap(({ from, to, kind }) => {
    const id = to === call.index && kind === "declared" ? plan.calls[from]?.id : undefined;
    return id === undefined ? [] : [id];
  });
  return {
    ...(call.id !== undefined && { id: call.id }),
    tool: `${call.source}/${call.toolName}`,
    arguments: edited ?? call.arguments,
    ...(after.length > 0 && { dependsOn: after }),
    ...optionsOf(call),
  };
}

function optionsOf({ priority }: Pick<Call, "priority">): JsonObject {
  return priority === undefined || priority === 0 ? {} : { priority };
}
