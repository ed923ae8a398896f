import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Plan, PlannedCall } from "../model/plan";
import type { RunState } from "../model/runState";

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

  /** Learns from the attempts of a run that succeeded; others tell nothing of how long the tool takes. */
  learn(plan: Plan, state: RunState): void {
    for (const call of plan.calls) {
      const attempt = state.calls[call.index]?.attempts.findLast((each) => each.ending?.outcome === "succeeded");
      if (attempt?.endedAtMs === undefined) continue;
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
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, JSON.stringify(Object.fromEntries(this.msByTool)));
  }
}

function keyOf({ source, toolName }: Pick<PlannedCall, "source" | "toolName">): string {
  return `${source}/${toolName}`;
}
