import type { CallEffects, Plan, PlanChanges, PlanGrowth, PlannedCall } from "./plan";
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
    ...(growth.beneathState && { beneathState: [...(plan.beneathState ?? []), ...growth.beneathState] }),
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

/** The plan as it is after all of these. */
export function planAfterAll(plan: Plan, events: Iterable<RunEvent>): Plan {
  let after = plan;
  for (const event of events) after = planAfter(after, event);
  return after;
}

/** The plan with other edges between its calls, of which some may do something else than before. */
export function rewiredPlan(
  plan: Plan,
  { added, dropped, beneathState = plan.beneathState, effects }: PlanChanges,
): Plan {
  const isDropped = new Set(dropped.map(({ from, to }) => `${from} ${to}`));
  const edges = [...plan.edges.filter(({ from, to }) => !isDropped.has(`${from} ${to}`)), ...added];
  const rewired = { ...plan, edges, ...(beneathState && { beneathState }) };
  if (effects === undefined) return rewired;
  const calls = plan.calls.map((call) => {
    const anew = effects[call.index];
    return anew === undefined ? call : withEffects(call, anew);
  });
  return { ...rewired, calls };
}

function withEffects(call: PlannedCall, effects: CallEffects): PlannedCall {
  const { usesShell: _shell, concerns: _concerns, stateAccess: _access, isUnordered: _unordered, ...rest } = call;
  return { ...rest, ...effects };
}

/** What a call may do and touch by the arguments that it was planned with. */
export function effectsOfCall(call: PlannedCall): CallEffects {
  const { safety, destructive, usesShell, concerns, stateAccess, isUnordered } = call;
  return {
    safety,
    destructive,
    ...(usesShell !== undefined && { usesShell }),
    ...(concerns !== undefined && { concerns }),
    ...(stateAccess !== undefined && { stateAccess }),
    ...(isUnordered !== undefined && { isUnordered }),
  };
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
