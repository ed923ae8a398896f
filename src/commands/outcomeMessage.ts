import * as vscode from "vscode";
import type { Plan } from "../model/plan";
import { countOutcomes, type RunState } from "../model/runState";
import { summarise } from "../model/summary";

/** "7 of 12 done, 1 failed": for the notification while a run goes on. */
export function progressMessage(state: RunState): string {
  const counts = countOutcomes(state.calls);
  const failed = counts.failed + counts.timedOut;
  const done = state.calls.filter((call) => call.phase === "ended").length;
  const words = vscode.l10n.t("{0} of {1} done", done, state.calls.length);
  return failed > 0 ? `${words}, ${vscode.l10n.t("{0} failed", failed)}` : words;
}

/** "12 calls, 11 succeeded, 1 failed, 3.1 s (4.2 × faster than one by one)": for the message at the end. */
export function outcomeMessage(plan: Plan, state: RunState, cores: number): string {
  const summary = summarise(plan, state, cores);
  const parts: [number, (count: number) => string][] = [
    [summary.succeeded, (count) => vscode.l10n.t("{0} succeeded", count)],
    [summary.failed, (count) => vscode.l10n.t("{0} failed", count)],
    [summary.timedOut, (count) => vscode.l10n.t("{0} timed out", count)],
    [summary.cancelled, (count) => vscode.l10n.t("{0} cancelled", count)],
    [summary.skipped, (count) => vscode.l10n.t("{0} skipped", count)],
    [summary.denied, (count) => vscode.l10n.t("{0} denied", count)],
  ];
  const total = summary.total === 1 ? vscode.l10n.t("1 call") : vscode.l10n.t("{0} calls", summary.total);
  const counts = parts.filter(([count]) => count > 0).map(([count, words]) => words(count));
  const sentence = [total, ...counts, seconds(summary.wallMs)].join(", ");
  // Below this the factor would be noise, or not worth a word.
  return summary.speedup < 1.1
    ? sentence
    : `${sentence} (${vscode.l10n.t("{0}\u00a0× faster than one by one", summary.speedup.toFixed(1))})`;
}

function seconds(ms: number): string {
  return ms < 1000 ? vscode.l10n.t("{0} ms", Math.round(ms)) : vscode.l10n.t("{0} s", (ms / 1000).toFixed(1));
}
