import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { DurationOf } from "../../../core/model/figures/criticalPath";
import type { Plan, PlannedCall } from "../../../core/model/plan";
import type { RunRecord } from "../../../core/model/runState";

/** How much a new measurement counts against all earlier ones of the same tool. */
const newestWeight = 0.3;

/**
 * How long calls took in earlier runs, by tool: what the engine ranks them by, so that the longest path starts first.
 * Estimates may be wrong by a factor of four and keep nearly all of what they gain, so one number a tool is enough.
 */
export class Durations {
  private readonly msByTool = new Map<string, number>();

  /** Milliseconds that a call is likely to take, or `undefined` for a tool that has not been called yet. */
  estimateMs(call: Pick<PlannedCall, "source" | "toolName">): number | undefined {
    return this.msByTool.get(keyOf(call));
  }

  /**
   * Milliseconds that each call of a plan is likely to take: one whose tool has not been called yet as long as the others on
   * average. `undefined` where no tool has been called yet.
   */
  expected(calls: readonly PlannedCall[]): DurationOf | undefined {
    const known = calls.flatMap((call) => this.estimateMs(call) ?? []);
    if (known.length === 0) return undefined;
    const meanMs = known.reduce((sum, ms) => sum + ms, 0) / known.length;
    const all = calls.map((call) => this.estimateMs(call) ?? meanMs);
    return (call) => all[call] ?? 0;
  }

  /** Learns from the attempts of a run that succeeded; others tell nothing of how long the tool takes. */
  learn(plan: Plan, run: RunRecord): void {
    for (const { index, attempts } of run.calls) {
      const call = plan.calls[index];
      const attempt = attempts.findLast((each) => each.ending?.outcome === "succeeded");
      if (call === undefined || attempt?.endedAtMs === undefined) continue;
      const measured = attempt.endedAtMs - attempt.startedAtMs;
      const before = this.msByTool.get(keyOf(call)) ?? measured;
      this.msByTool.set(keyOf(call), before + newestWeight * (measured - before));
    }
  }

  /** Reads what was saved; a file that is missing or damaged has nothing to tell. */
  async load(path: string): Promise<void> {
    try {
      const saved: unknown = JSON.parse(await readFile(path, "utf8"));
      if (typeof saved !== "object" || saved === null) return;
      for (const [key, ms] of Object.entries(saved)) {
        if (typeof ms === "number" && ms >= 0 && !this.msByTool.has(key)) this.msByTool.set(key, ms);
      }
    } catch {
      return;
    }
  }

  async save(path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, JSON.stringify(Object.fromEntries(this.msByTool)), { mode: 0o600 });
  }
}

function keyOf({ source, toolName }: Pick<PlannedCall, "source" | "toolName">): string {
  return `${source}/${toolName}`;
}
