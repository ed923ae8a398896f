import * as vscode from "vscode";
import { costOfOrder } from "./orderWords";
import { durationWords } from "./durationWords";
import type { Plan } from "../../core/model/plan";
import { countOutcomes, type RunState } from "../../core/model/runState";
import { stateOverlaps } from "../../core/model/figures/stateOverlap";
import { durationsOf, summarise } from "../../core/model/figures/summary";

/** "7 of 12 done, 1 did not succeed": for the notification while a run goes on. */
export function progressMessage(state: RunState): string {
  const done = state.calls.filter((call) => call.phase === "ended").length;
  const unsuccessful = done - countOutcomes(state.calls).succeeded;
  const words = vscode.l10n.t("{0} of {1} done", done, state.calls.length);
  return unsuccessful > 0 ? `${words}, ${vscode.l10n.t("{0} did not succeed", unsuccessful)}` : words;
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
  const sentence = [total, ...counts, durationWords(summary.wallMs)].join(", ");
  const [overlap] = stateOverlaps(plan, state);
  // What parallelism bought is no matter where it may have cost data.
  if (overlap !== undefined) {
    const met = vscode.l10n.t("{0} calls met unordered on what {1} keeps", overlap.calls, overlap.source);
    return `${sentence} (${met})`;
  }
  const durations = durationsOf(plan, state);
  const remarks = [
    // Below this the factor would be noise, or not worth a word.
    ...(summary.speedup < 1.1 ? [] : [vscode.l10n.t("{0}\u00a0× faster than one by one", summary.speedup.toFixed(1))]),
    ...costOfOrder(plan, cores, (call) => durations[call] ?? 0),
  ];
  return remarks.length === 0 ? sentence : `${sentence} (${remarks.join("; ")})`;
}
