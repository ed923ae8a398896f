import { finished, type Steps } from "../../../../src/core/model/data/steps";
import { orderCost, type OrderCost } from "../../../../src/core/model/figures/outlook";
import { isStateEdge } from "../../../../src/core/model/figures/stateOrder";
import { stateOverlaps, type StateOverlap } from "../../../../src/core/model/figures/stateOverlap";
import { durationsOf, summaryInSteps, type RunSummary } from "../../../../src/core/model/figures/summary";
import type { Arrow, Edge, PlannedLimit } from "../../../../src/core/model/plan";
import type { RunRecord } from "../../../../src/core/model/runState";
import type { ShownPlanned } from "./callTable";

/** What of a plan is looked at. */
export interface AnalysedPlan {
  readonly calls: readonly ShownPlanned[];
  readonly edges: readonly Edge[];
  readonly beneathState: readonly Arrow[];
  readonly maxConcurrency: number;
  readonly limits: readonly PlannedLimit[];
}

/** What can be said of a run once it is over, for which all of its calls have to be looked at. */
export interface Analysis {
  readonly summary: RunSummary;
  readonly overlaps: readonly StateOverlap[];
  /** What order by state cost; absent where there was none. */
  readonly orderCost?: OrderCost;
}

/** So few calls are looked at in less time than a frame has. */
const callsAtOnce = 2000;

function* analysisInSteps(planOf: () => AnalysedPlan, run: RunRecord): Steps<Analysis> {
  const plan = planOf();
  yield;
  // The number of cores only matters to a limit of `auto`, which the host has made a number.
  const summary = yield* summaryInSteps(plan, run, 1);
  const overlaps = stateOverlaps(plan, run);
  yield;
  if (!plan.edges.some(isStateEdge)) return { summary, overlaps };
  const durations = durationsOf(plan, run);
  yield;
  return { summary, overlaps, orderCost: orderCost(plan, 1, (call) => durations[call] ?? 0) };
}

/** The analysis of a run as it is now: at once for a small one, and for a large one in turns that somebody gives it. */
export class Analysing {
  private steps: Steps<Analysis> | undefined;
  private known: Analysis | undefined;

  constructor(
    private readonly callCount: number,
    private readonly plan: () => AnalysedPlan,
    private readonly run: RunRecord,
  ) {}

  /** Undefined as long as there is more to do. */
  get result(): Analysis | undefined {
    if (this.callCount <= callsAtOnce) this.known ??= finished(analysisInSteps(this.plan, this.run));
    return this.known;
  }

  /** Goes on until there is a result or `isTimeUp` says so. */
  goOn(isTimeUp: () => boolean): void {
    this.steps ??= analysisInSteps(this.plan, this.run);
    while (this.known === undefined && !isTimeUp()) {
      const { done, value } = this.steps.next();
      if (done) this.known = value;
    }
  }
}
