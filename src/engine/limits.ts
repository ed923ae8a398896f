import type { Plan } from "../model/plan";
import type { Attempt } from "./attempt";
import { SourceLimit } from "./adaptation";
import { Gate } from "./gate";
import type { Lane } from "./readyQueue";

/** `auto` is twice the cores, since calls mostly wait, but never more than 10. */
export function globalLimit({ maxConcurrency }: Pick<Plan, "maxConcurrency">, cores: number | undefined): number {
  if (maxConcurrency !== "auto") return Math.max(1, Math.floor(maxConcurrency));
  return Math.min(2 * Math.max(1, cores ?? coresOfPlatform() ?? 4), 10);
}

function coresOfPlatform(): number | undefined {
  const platform = globalThis as { readonly navigator?: { readonly hardwareConcurrency?: number } };
  return platform.navigator?.hardwareConcurrency;
}

/** The gates that each call of a plan goes through: those of the plan, and that of its source. */
export class Limits {
  private readonly laneByCall: Lane[];
  private readonly sources = new Map<string, SourceLimit>();

  constructor(plan: Plan, widest: number) {
    const gatesByCall = new Map<number, Gate[]>();
    const keys = new Map<number, string>();
    plan.limits.forEach(({ name, calls, ...limit }, number) => {
      const gate = new Gate(name, limit);
      for (const call of new Set(calls)) {
        keys.set(call, `${keys.get(call) ?? ""}${number} `);
        gatesByCall.set(call, [...(gatesByCall.get(call) ?? []), gate]);
      }
    });
    const lanes = new Map<string, Lane>();
    this.laneByCall = plan.calls.map(({ index, source }) => {
      const key = `${keys.get(index) ?? ""}${source}`;
      let lane = lanes.get(key);
      if (lane === undefined) {
        lane = { gates: [...(gatesByCall.get(index) ?? []), this.ofSource(source, widest).gate], heap: [] };
        lanes.set(key, lane);
      }
      return lane;
    });
  }

  laneOf(call: number): Lane {
    const lane = this.laneByCall[call];
    if (lane === undefined) throw new RangeError(`There is no call ${call}.`);
    return lane;
  }

  /** The limit that adapts to what the source of this attempt answers. */
  sourceLimit(attempt: Attempt): SourceLimit | undefined {
    return this.sources.get(attempt.call.source);
  }

  private ofSource(source: string, widest: number): SourceLimit {
    const limit = this.sources.get(source) ?? new SourceLimit(source, widest);
    this.sources.set(source, limit);
    return limit;
  }
}
