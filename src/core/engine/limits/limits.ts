import type { Plan } from "../../model/plan";
import type { RunEvent } from "../../model/run";
import type { Attempt } from "../attempts/attempt";
import { SourceLimit } from "./adaptation";
import { enlarged, type CallTable, type CurrentPlan } from "../currentPlan";
import { Gate } from "./gate";
import type { AttemptFailure } from "../attempts/outcome";
import type { Lane } from "../order/readyQueue";
import { asReason, sentences, worded } from "../../model/text/wording";

/** The calls that go through the same gates, of one source. */
interface SourceLane extends Lane {
  readonly ofSource: SourceLimit;
}

/** `auto` is twice the cores, since calls mostly wait, but never more than 10. */
export function globalLimit({ maxConcurrency }: Pick<Plan, "maxConcurrency">, cores: number | undefined): number {
  if (maxConcurrency !== "auto") return Math.max(1, Math.floor(maxConcurrency));
  return Math.min(2 * Math.max(1, cores ?? coresOfPlatform() ?? 4), 10);
}

function coresOfPlatform(): number | undefined {
  const platform = globalThis as { readonly navigator?: { readonly hardwareConcurrency?: number } };
  return platform.navigator?.hardwareConcurrency;
}

/** What a `limitChanged` event tells. */
export type LimitChange = Omit<Extract<RunEvent, { type: "limitChanged" }>, "type" | "atMs">;

/** The gates that each call of a plan goes through: those of the plan, and that of its source. */
export class Limits implements CallTable {
  /** Of each call, which of the lanes it takes. */
  private laneOfCall = new Int32Array(0);
  private readonly lanes: SourceLane[] = [];
  private readonly laneNumbers = new Map<string, number>();
  private readonly gates: Gate[] = [];
  private readonly sources = new Map<string, SourceLimit>();

  constructor(
    plan: Plan,
    private readonly widest: number,
  ) {
    this.grow({ plan });
  }

  grow({ plan }: Pick<CurrentPlan, "plan">): void {
    const gatesByCall = new Map<number, Gate[]>();
    const keys = new Map<number, string>();
    plan.limits.forEach(({ name, calls, ...limit }, number) => {
      const gate = (this.gates[number] ??= new Gate(name, limit));
      for (const call of new Set(calls)) {
        keys.set(call, `${keys.get(call) ?? ""}${number} `);
        gatesByCall.set(call, [...(gatesByCall.get(call) ?? []), gate]);
      }
    });
    const { calls } = plan;
    const known = this.laneOfCall.length;
    this.laneOfCall = enlarged(this.laneOfCall, new Int32Array(calls.length));
    for (let index = known; index < calls.length; index++) {
      const source = calls[index]?.source ?? "";
      const limits = keys.get(index);
      const key = limits === undefined ? source : `${limits}${source}`;
      let number = this.laneNumbers.get(key);
      if (number === undefined) {
        const ofSource = this.limitOf(source);
        const gates = [...(gatesByCall.get(index) ?? []), ofSource.gate];
        number = this.lanes.push({ gates, ofSource, heap: [] }) - 1;
        this.laneNumbers.set(key, number);
      }
      this.laneOfCall[index] = number;
    }
  }

  laneOf(call: number): SourceLane {
    const lane = this.lanes[this.laneOfCall[call] ?? -1];
    if (lane === undefined) throw new RangeError(`There is no call ${call}.`);
    return lane;
  }

  /**
   * Makes the limit of a source narrower because an attempt was told to slow down, or could not connect. Returns what there
   * is to tell of that, if anything changed.
   */
  slowDown(
    attempt: Attempt,
    failure: AttemptFailure,
    inFlight: readonly Attempt[],
    now: number,
    onFree: () => void,
  ): LimitChange | undefined {
    const { source, index } = attempt.call;
    const limit = this.laneOf(index).ofSource;
    const ofSource = inFlight.filter(({ call }) => call.source === source);
    const changed = limit.shrink(ofSource, attempt.startedAt, now, onFree);
    const { retryAfterMs } = failure;
    if (retryAfterMs !== undefined) limit.gate.pause(now + retryAfterMs);
    if (!changed && retryAfterMs === undefined) return undefined;
    const said = sentences(
      worded("{0} cannot take as many calls at once: {1}", source, failure.error),
      retryAfterMs === undefined ? undefined : worded("It asked for a pause of {0} ms.", retryAfterMs),
    );
    return { limit: source, maxConcurrency: limit.gate.concurrency, ...asReason(said) };
  }

  /** Counts a success for the limit of its source; returns what there is to tell if it grew because of it. */
  recover({ call: { index, source } }: Attempt): LimitChange | undefined {
    const limit = this.laneOf(index).ofSource;
    if (!limit.recover()) return undefined;
    const said = worded("{0} answers again.", source);
    return { limit: source, maxConcurrency: limit.gate.concurrency, ...asReason(said) };
  }

  private limitOf(source: string): SourceLimit {
    const limit = this.sources.get(source) ?? new SourceLimit(source, this.widest);
    this.sources.set(source, limit);
    return limit;
  }
}
