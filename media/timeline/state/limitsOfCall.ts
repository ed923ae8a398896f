import { limitAsItStands } from "../../../src/core/model/figures/queues";
import type { ShownRun } from "./shownRun";

/** A limit that is used up, and how many calls wait for a place in it. */
export interface FullLimit {
  /** Absent for the limit of the whole run. */
  readonly name?: string;
  readonly running: number;
  readonly most: number;
  readonly queued: number;
}

/** The limits that a queued call waits for; nothing for a call that waits for something else. */
export function fullLimits(run: ShownRun, call: number): readonly FullLimit[] {
  if (!run.tally.is(call, "queued")) return [];
  const whole = { running: run.tally.count("running"), queued: run.tally.count("queued") };
  const named = [...run.limits.values()].flatMap((limit): FullLimit[] => {
    const { name, most } = limitAsItStands(limit, run.course);
    if (most === undefined || !limit.calls.includes(call)) return [];
    const count = (phase: "running" | "queued") =>
      limit.calls.reduce((sum, each) => sum + (run.tally.is(each, phase) ? 1 : 0), 0);
    return [{ name, most, running: count("running"), queued: count("queued") }];
  });
  return [{ ...whole, most: run.maxConcurrency }, ...named].filter(({ running, most }) => running >= most);
}
