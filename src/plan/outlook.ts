import { concurrencyLimit } from "../model/concurrency";
import { criticalPath, type DurationOf } from "../model/criticalPath";
import type { Plan } from "../model/plan";

/** What a run of a plan could reach at best, in the unit of the durations. */
export interface Outlook {
  /** The calls of the longest path, in order: however many run at once, they run one after another. */
  readonly criticalPath: readonly number[];
  /** All calls, one after another. */
  readonly sum: number;
  /** The shortest any run can be: max(critical path, sum ÷ limit). */
  readonly bound: number;
  /** `sum` ÷ `bound`: how many times faster than one by one; 1 for a plan without calls. */
  readonly bestSpeedup: number;
}

/** Looks ahead at a plan. Where no durations are known every call counts as long as any other. */
export function outlookOf(
  plan: Pick<Plan, "calls" | "edges" | "maxConcurrency">,
  cores: number,
  durationOf: DurationOf = () => 1,
): Outlook {
  const path = criticalPath(plan.calls.length, plan.edges, durationOf);
  const sum = plan.calls.reduce((total, { index }) => total + durationOf(index), 0);
  const bound = Math.max(path.duration, sum / concurrencyLimit(plan.maxConcurrency, cores));
  return { criticalPath: path.calls, sum, bound, bestSpeedup: bound > 0 ? sum / bound : 1 };
}
