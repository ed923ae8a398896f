import type { Plan } from "../model/plan";
import type { Engine, EngineOptions } from "./options";
import { Run } from "./run";

export type { EarlierRuns, Engine, EngineOptions, Invoke, Machine } from "./options";

/**
 * Makes what runs a plan; nothing starts before `start`. Throws a `RangeError` if the plan's edges make a cycle or name
 * calls that there are not.
 */
export function createEngine(plan: Plan, options: EngineOptions): Engine {
  return new Run(plan, options);
}
