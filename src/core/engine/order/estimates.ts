import type { PlannedCall } from "../../model/plan";
import type { Attempt } from "../attempts/attempt";
import { enlarged, type CallTable, type CurrentPlan } from "../currentPlan";

/** After which shares of the calls the ranks are worth another look, and how many calls are too few to tell anything. */
const looksAfter = [1 / 64, 1 / 16, 1 / 4];
const tooFew = 8;

/** How long the calls of one tool took in this run. */
interface Measured {
  sumMs: number;
  successes: number;
}

/**
 * How long calls take: what earlier runs say where they say something, and else what this run has measured of the same tool
 * so far. As that grows, ranks change, but only {@link Estimates.isWorthALook a few times} a run, since each time costs a
 * pass over all calls; and never while all calls are of one tool, of which it says nothing.
 */
export class Estimates implements CallTable {
  private readonly tools = new Map<string, Map<string, number>>();
  private readonly measured: Measured[] = [];
  private toolOf = new Int32Array(0);
  private callCount = 0;
  private successes = 0;
  private looks = 0;

  constructor(private readonly ofEarlierRuns: ((call: PlannedCall) => number | undefined) | undefined) {}

  grow({ calls }: Pick<CurrentPlan, "calls">): void {
    this.toolOf = enlarged(this.toolOf, new Int32Array(calls.length));
    for (let index = this.callCount; index < calls.length; index++) {
      const call = calls[index];
      if (call !== undefined) this.toolOf[index] = this.numberOf(call);
    }
    this.callCount = calls.length;
  }

  /** Takes in how long a call took that succeeded. */
  add(call: number, tookMs: number): void {
    if (this.measured.length === 1) return;
    const tool = this.measured[this.toolOf[call] ?? 0];
    if (tool === undefined) return;
    tool.sumMs += tookMs;
    tool.successes++;
    this.successes++;
  }

  /** Whether enough has been measured since the last look for ranks to change; if so, that is taken as a look. */
  isWorthALook(): boolean {
    const share = looksAfter[this.looks];
    if (share === undefined || this.successes < Math.max(tooFew * 2 ** this.looks, share * this.callCount))
      return false;
    this.looks++;
    return true;
  }

  /**
   * What gives the estimate for a call in milliseconds, `undefined` where nothing is known. What is in flight counts with
   * the time that it has taken so far: else the tools that are slowest would look fastest, as only their quick calls are
   * over.
   */
  estimator(inFlight: readonly Attempt[], now: number): (call: PlannedCall) => number | undefined {
    const sums = this.measured.map(({ sumMs }) => sumMs);
    for (const { call, startedAt, pausedMs } of inFlight) {
      const tool = this.toolOf[call.index] ?? 0;
      sums[tool] = (sums[tool] ?? 0) + now - startedAt - pausedMs;
    }
    const meanMs = this.measured.map(({ successes }, tool) => {
      const sum = sums[tool] ?? 0;
      return successes === 0 && sum === 0 ? undefined : sum / Math.max(1, successes);
    });
    return (call) => this.ofEarlierRuns?.(call) ?? meanMs[this.toolOf[call.index] ?? 0];
  }

  private numberOf({ source, toolName }: PlannedCall): number {
    const ofSource = this.tools.get(source) ?? new Map<string, number>();
    this.tools.set(source, ofSource);
    const known = ofSource.get(toolName);
    if (known !== undefined) return known;
    const number = this.measured.push({ sumMs: 0, successes: 0 }) - 1;
    ofSource.set(toolName, number);
    return number;
  }
}
