import type { JsonObject } from "../model/json";
import type { Manifest } from "../model/manifest";
import type { Edge, Plan } from "../model/plan";
import { planCalls, type PlanDefaults, type PlanEnvironment } from "../plan/plan";
import type { Catalogue } from "../tools/catalogue";

/** What edited arguments change in the plan of a run. */
export interface EditedCalls {
  /** The edges that they add; together with those that there are they make no cycle, unless there is a problem. */
  readonly edges: readonly Edge[];
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
 * Plans calls of a run anew with the arguments that each will have, of which some were `edited`. Edges that the run has are
 * kept: calls may have run by them. Looks tools up, which may start their servers.
 */
export async function planEdited(
  plan: Plan,
  argumentsOf: (call: number) => JsonObject,
  edited: ReadonlySet<number>,
  { manifest, catalogue, defaults, environment }: EditedCallsOptions,
): Promise<EditedCalls> {
  const calls = plan.calls.map((call) => ({ ...call, arguments: argumentsOf(call.index) }));
  const lookups = await catalogue.lookUp(calls);
  const keep = plan.edges;
  const planned = planCalls({ manifest: { ...manifest, calls }, lookups, defaults, environment, keep });
  const kept = new Set(keep);
  return {
    edges: planned.plan.edges.filter((edge) => !kept.has(edge)),
    problems: planned.problems
      .filter(({ severity, call }) => severity === "error" && edited.has(call))
      .map(({ message }) => message),
  };
}
