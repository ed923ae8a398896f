import { concurrencyLimit } from "./concurrency";
import { criticalPath, type DurationOf } from "./criticalPath";
import type { Arrow, Plan } from "../plan";
import { isStateEdge } from "./stateOrder";

interface OrderedPlan extends Pick<Plan, "edges" | "maxConcurrency"> {
  readonly calls: readonly { readonly index: number }[];
}

/** What a run of a plan could reach at best, in the unit of the durations. */
export interface Outlook {
  /** The calls of the longest path, in order: however many run at once, they run one after another. */
  readonly criticalPath: readonly number[];
  readonly criticalPathLength: number;
  /** All calls, one after another. */
  readonly sum: number;
  /** The shortest any run can be: max(critical path, sum ÷ limit). */
  readonly bound: number;
  /** `sum` ÷ `bound`: how many times faster than one by one; 1 for a plan without calls. */
  readonly bestSpeedup: number;
}

/** Looks ahead at a plan. Where no durations are known every call counts as long as any other. */
export function outlookOf(
  { calls, edges, maxConcurrency }: Omit<OrderedPlan, "edges"> & { readonly edges: readonly Arrow[] },
  cores: number,
  durationOf: DurationOf = () => 1,
): Outlook {
  const path = criticalPath(calls.length, edges, durationOf);
  const sum = calls.reduce((total, { index }) => total + durationOf(index), 0);
  const bound = Math.max(path.duration, sum / concurrencyLimit(maxConcurrency, cores));
  return {
    criticalPath: path.calls,
    criticalPathLength: path.duration,
    sum,
    bound,
    bestSpeedup: bound > 0 ? sum / bound : 1,
  };
}

/** The shortest that a run can be, with the order that the state of sources asks for and without it. */
export interface OrderCost {
  readonly withOrder: number;
  readonly without: number;
}

/** What order by state costs at best, in the unit of the durations. */
export function orderCost(
  plan: OrderedPlan & Pick<Plan, "beneathState">,
  cores: number,
  durationOf?: DurationOf,
): OrderCost {
  const edges = [...plan.edges.filter((edge) => !isStateEdge(edge)), ...(plan.beneathState ?? [])];
  return {
    withOrder: outlookOf(plan, cores, durationOf).bound,
    without: outlookOf({ ...plan, edges }, cores, durationOf).bound,
  };
}
