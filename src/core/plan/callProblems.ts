import { findVariables, whyUnfillable } from "../manifest/references/variables";
import type { Call } from "../model/manifest";
import type { Edge, ToolLookup } from "../model/plan";
import { callName } from "../model/callName";
import type { PlanProblem } from "./problem";
import type { KnownVariables } from "./resources/knownText";
import { worded } from "../model/text/wording";

/** The calls whose tool no source has, with what the catalogue says of each. */
export function unknownTools(calls: readonly Call[], lookups: readonly ToolLookup[]): PlanProblem[] {
  const problems: PlanProblem[] = [];
  for (const { index, tool } of calls) {
    const lookup = lookups[index];
    if (lookup !== undefined && lookup.kind !== "unknown") continue;
    const { message, wording } = lookup ?? worded('No source has a tool named "{0}".', tool);
    problems.push({ severity: "error", message, wording, call: index, at: { part: "tool" } });
  }
  return problems;
}

/** The calls whose id is already that of an earlier one. */
export function duplicateIds(calls: readonly Call[], byId: ReadonlyMap<string, Call>): PlanProblem[] {
  const problems: PlanProblem[] = [];
  for (const call of calls) {
    if (call.id === undefined) continue;
    const first = byId.get(call.id);
    if (first === undefined || first === call) continue;
    const said = worded('The id "{0}" is already that of call #{1}. Ids must be unique.', call.id, first.index + 1);
    problems.push({ severity: "error", ...said, call: call.index, at: { part: "id" } });
  }
  return problems;
}

/** The variables in arguments with which a call can only fail, such as one of a folder that is not open. */
export function unfillableVariables(calls: readonly Call[], variables: KnownVariables): PlanProblem[] {
  const problems: PlanProblem[] = [];
  for (const call of calls) {
    for (const variable of findVariables(call.arguments)) {
      const said = whyUnfillable(variable, variables);
      if (said === undefined) continue;
      problems.push({ severity: "warning", ...said, call: call.index, at: { part: "arguments", path: variable.at } });
    }
  }
  return problems;
}

const cycleCallsShown = 20;

/** Calls that wait for each other, named in full: "a → b → c → a"; of a cycle of thousands the beginning. */
export function cycleProblem(cycle: readonly number[], calls: readonly Call[], edges: readonly Edge[]): PlanProblem {
  const names = [...cycle, ...cycle.slice(0, 1)].map((index) => nameOf(calls[index]));
  const chain =
    names.length <= cycleCallsShown
      ? names.join(" → ")
      : worded(
          "{0} → … {1} more … → {2}",
          names.slice(0, cycleCallsShown - 2).join(" → "),
          names.length - cycleCallsShown + 1,
          names.at(-1) ?? "",
        );
  const [first = 0] = cycle;
  const last = cycle.at(-1) ?? first;
  const closing = edges.find(({ from, to }) => from === last && to === first);
  const said =
    cycle.length === 1
      ? worded("{0} waits for its own result, so it can never start.", names[0] ?? "")
      : worded("These calls wait for each other, so none of them can ever start: {0}.", chain);
  return {
    severity: "error",
    ...said,
    call: first,
    around: cycle,
    at: { part: closing?.kind === "data" ? "arguments" : "dependsOn" },
  };
}

function nameOf(call: Call | undefined): string {
  return call === undefined ? "" : callName(call);
}
