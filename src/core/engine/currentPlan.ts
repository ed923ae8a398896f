import { graphOf, type Graph } from "../model/graph";
import { grownPlan, rewiredPlan } from "../model/growth";
import type { Plan, PlanChanges, PlanGrowth, PlannedCall } from "../model/plan";

/** What has an entry for every call of a plan. */
export interface CallTable {
  /** Goes on with a plan that has more calls, edges only to those, and perhaps more limits. */
  grow(plan: CurrentPlan): void;
}

/** The plan of a run as it stands now. It grows, and all tables of its calls grow with it: here, and nowhere else. */
export class CurrentPlan {
  private readonly tables: CallTable[] = [];
  private planNow: Plan;
  private graphNow: Graph;

  /** Throws a `RangeError` if the edges make a cycle or name calls that there are not. */
  constructor(plan: Plan) {
    this.planNow = plan;
    this.graphNow = graphOf(plan.calls.length, plan.edges);
  }

  get plan(): Plan {
    return this.planNow;
  }

  get graph(): Graph {
    return this.graphNow;
  }

  get calls(): readonly PlannedCall[] {
    return this.planNow.calls;
  }

  has(call: number): boolean {
    return call in this.planNow.calls;
  }

  callAt(index: number): PlannedCall {
    return this.planNow.calls[index] ?? raiseNoSuchCall(index);
  }

  /** From now on this table grows with the plan, after those that were named before. */
  keep<Table extends CallTable>(table: Table): Table {
    this.tables.push(table);
    return table;
  }

  grow(growth: PlanGrowth): void {
    this.planNow = grownPlan(this.planNow, growth);
    this.graphNow = graphOf(this.planNow.calls.length, this.planNow.edges);
    for (const table of this.tables) table.grow(this);
  }

  rewire(changes: PlanChanges): void {
    this.planNow = rewiredPlan(this.planNow, changes);
    this.graphNow = graphOf(this.planNow.calls.length, this.planNow.edges);
  }
}

function raiseNoSuchCall(index: number): never {
  throw new RangeError(`There is no call ${index}.`);
}

/** Puts what there is at the beginning of a larger array, and gives that. */
export function enlarged<T extends Uint8Array | Uint16Array | Int32Array>(values: T, larger: T): T {
  larger.set(values);
  return larger;
}
