import type { JsonObject } from "../model/json";
import type { Manifest } from "../model/manifest";
import type { Edge, EdgeChanges, Plan } from "../model/plan";
import { planCalls, type PlanDefaults, type PlanEnvironment, type PlanProblem } from "../plan/plan";
import type { Catalogue } from "../tools/catalogue";

/** What edited arguments change in the plan of a run. */
export interface EditedCalls {
  /** Unless there is a problem, the edges of the plan make no cycle with these changes. */
  readonly changes: EdgeChanges;
  /** Why the calls cannot run with these arguments, in words. */
  readonly problems: readonly string[];
}

/** What planning needs to know that the plan does not hold. */
export interface EditedCallsOptions {
  readonly manifest: Manifest;
  readonly catalogue: Catalogue;
  readonly defaults: PlanDefaults;
  readonly environment: PlanEnvironment;
}

/**
 * Plans calls of a run anew with the arguments that each will have, of which some were `edited`. What these refer to by now
 * counts, and not what they referred to before; all other edges are kept, since calls may have run by them. Looks tools
 * up, which may start their servers.
 */
export async function planEdited(
  plan: Plan,
  argumentsOf: (call: number) => JsonObject,
  edited: ReadonlySet<number>,
  { manifest, catalogue, defaults, environment }: EditedCallsOptions,
): Promise<EditedCalls> {
  const isOutdated = ({ to, kind }: Edge): boolean => kind === "data" && edited.has(to);
  const calls = plan.calls.map((call) => ({ ...call, arguments: argumentsOf(call.index) }));
  const lookups = await catalogue.lookUp(calls);
  const keep = plan.edges.filter((edge) => !isOutdated(edge));
  const planned = planCalls({ manifest: { ...manifest, calls }, lookups, defaults, environment, keep });
  const kept = new Set(keep);
  const isAbout = ({ call, around = [call] }: PlanProblem): boolean => around.some((each) => edited.has(each));
  return {
    changes: changesOf(
      plan.edges.filter(isOutdated),
      planned.plan.edges.filter((edge) => !kept.has(edge)),
    ),
    problems: planned.problems
      .filter((problem) => problem.severity === "error" && isAbout(problem))
      .map(({ message }) => message),
  };
}

/** What differs, also if it is the reason alone. */
function changesOf(before: readonly Edge[], after: readonly Edge[]): EdgeChanges {
  const key = ({ from, to, kind, reason }: Edge): string => JSON.stringify([from, to, kind, reason]);
  const keysBefore = new Set(before.map(key));
  const keysAfter = new Set(after.map(key));
  return {
    added: after.filter((edge) => !keysBefore.has(key(edge))),
    dropped: before.filter((edge) => !keysAfter.has(key(edge))).map(({ from, to }) => ({ from, to })),
  };
}
