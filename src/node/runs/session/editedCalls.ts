import type { JsonObject } from "../../../core/model/data/json";
import type { Manifest } from "../../../core/model/manifest";
import { effectsOfCall } from "../../../core/model/growth";
import type { CallEffects, Edge, Plan, PlanChanges } from "../../../core/model/plan";
import { planCalls, type PlanDefaults, type PlanEnvironment, type PlanProblem } from "../../../core/plan/plan";
import type { Catalogue } from "../../tools/catalogue";

/** What edited arguments change in the plan of a run. */
export interface EditedCalls {
  /** Unless there is a problem, the edges of the plan make no cycle with these changes. */
  readonly changes: PlanChanges;
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
 * counts, and not what they referred to before; all other edges are kept, since calls may have run by them. What the edited
 * ones may do counts by the arguments that they have now. Looks tools up, which may start their servers.
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
  const effects = effectsAnew(plan, planned.plan, edited);
  return {
    changes: {
      ...changesOf(
        plan.edges.filter(isOutdated),
        planned.plan.edges.filter((edge) => !kept.has(edge)),
      ),
      ...beneathAnew(plan, planned.plan),
      ...(Object.keys(effects).length > 0 && { effects }),
    },
    problems: planned.problems
      .filter((problem) => problem.severity === "error" && isAbout(problem))
      .map(({ message }) => message),
  };
}

function beneathAnew({ beneathState: before = [] }: Plan, { beneathState: after = [] }: Plan): Partial<PlanChanges> {
  return JSON.stringify(before) === JSON.stringify(after) ? {} : { beneathState: after };
}

/** What edited calls may do now, of those that may do something else than before. */
function effectsAnew(before: Plan, after: Plan, edited: ReadonlySet<number>): Record<number, CallEffects> {
  const pairs = [...edited].flatMap((call): [number, CallEffects][] => {
    const [old, anew] = [before.calls[call], after.calls[call]];
    if (old === undefined || anew === undefined) return [];
    const effects = effectsOfCall(anew);
    return JSON.stringify(effects) === JSON.stringify(effectsOfCall(old)) ? [] : [[call, effects]];
  });
  return Object.fromEntries(pairs);
}

/** What differs, also if it is the reason alone. */
function changesOf(before: readonly Edge[], after: readonly Edge[]): Pick<PlanChanges, "added" | "dropped"> {
  const key = ({ from, to, kind, reason }: Edge): string => JSON.stringify([from, to, kind, reason]);
  const keysBefore = new Set(before.map(key));
  const keysAfter = new Set(after.map(key));
  return {
    added: after.filter((edge) => !keysBefore.has(key(edge))),
    dropped: before.filter((edge) => !keysAfter.has(key(edge))).map(({ from, to }) => ({ from, to })),
  };
}
