import type { EdgeChanges, Plan, PlanGrowth } from "./plan";
import type { RunEvent } from "./run";

/** The plan with more calls in it. */
export function grownPlan(plan: Plan, growth: PlanGrowth): Plan {
  const added = new Set(growth.calls.map(({ index }) => index));
  const known = new Set(plan.limits.map(({ name }) => name));
  const ofName = new Map(growth.limits.map((limit) => [limit.name, limit]));
  return {
    ...plan,
    calls: [...plan.calls, ...growth.calls],
    edges: [...plan.edges, ...growth.edges],
    limits: [
      ...plan.limits.map((limit) => {
        const more = (ofName.get(limit.name)?.calls ?? []).filter((call) => added.has(call));
        return more.length === 0 ? limit : { ...limit, calls: [...limit.calls, ...more] };
      }),
      ...growth.limits.filter(({ name }) => !known.has(name)),
    ],
  };
}

/** The plan as it is after an event: most leave it as it was. */
export function planAfter(plan: Plan, event: RunEvent): Plan {
  if (event.type === "callsAdded") return grownPlan(plan, event.growth);
  return event.type === "edgesChanged" ? rewiredPlan(plan, event.changes) : plan;
}

/** The plan with other edges between its calls. */
export function rewiredPlan(plan: Plan, { added, dropped }: EdgeChanges): Plan {
  const isDropped = new Set(dropped.map(({ from, to }) => `${from} ${to}`));
  return { ...plan, edges: [...plan.edges.filter(({ from, to }) => !isDropped.has(`${from} ${to}`)), ...added] };
}

/** Why calls cannot be added to a plan of so many calls; `undefined` when they can. */
export function growthProblem(callCount: number, { calls, edges }: PlanGrowth): string | undefined {
  const misplaced = calls.findIndex(({ index }, place) => index !== callCount + place);
  if (misplaced >= 0) return `The call that is added at ${callCount + misplaced} has another index.`;
  const stray = edges.find(
    ({ from, to }) => to < callCount || to >= callCount + calls.length || from < 0 || from >= to,
  );
  return stray && `An edge from ${stray.from} to ${stray.to} does not lead from an earlier call to an added one.`;
}
