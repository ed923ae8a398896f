import type { Plan } from "../../core/model/plan";
import { countOutcomes, type RunState } from "../../core/model/runState";
import type { TaskEvent } from "../../node/tasks/taskEvents";

/** Counts what a task cost, to be told in one line at its end. */
export class TaskReport {
  private modelCalls = 0;
  private inputTokens = 0;
  private outputTokens = 0;
  private startedAtMs: number | undefined;
  private endedAtMs = 0;

  count(event: TaskEvent): void {
    this.startedAtMs ??= event.atMs;
    this.endedAtMs = event.atMs;
    if (event.type === "modelCallStarted") this.modelCalls++;
    if (event.type !== "modelCallEnded" || event.usage === undefined) return;
    this.inputTokens += event.usage.inputTokens;
    this.outputTokens += event.usage.outputTokens;
  }

  /** `3 calls, 3 succeeded; 2 model calls, 812 + 90 tokens; 2.4 s in all, 1.1 s of tools one by one`. */
  line({ calls }: Plan, state: RunState): string {
    const counts = countOutcomes(state.calls);
    const outcomes = (["succeeded", "failed", "timedOut", "cancelled", "skipped", "denied"] as const)
      .filter((outcome) => counts[outcome] > 0)
      .map((outcome) => `${counts[outcome]} ${outcome === "timedOut" ? "timed out" : outcome}`);
    const tokens =
      this.inputTokens + this.outputTokens > 0 ? [`${this.inputTokens} + ${this.outputTokens} tokens`] : [];
    const parts = [
      [plural(calls.length, "call"), ...outcomes].join(", "),
      [plural(this.modelCalls, "model call"), ...tokens].join(", "),
      `${seconds(this.endedAtMs - (this.startedAtMs ?? this.endedAtMs))} in all, ${seconds(toolMs(state))} of tools one by one`,
    ];
    return `\n${parts.join("; ")}\n`;
  }
}

function toolMs(state: RunState): number {
  const attempts = state.calls.flatMap((call) => call.attempts);
  return attempts.reduce((sum, { startedAtMs, endedAtMs = startedAtMs }) => sum + endedAtMs - startedAtMs, 0);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
