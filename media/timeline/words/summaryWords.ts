import type { Outcome } from "../../../src/core/model/run";
import type { RunSummary } from "../../../src/core/model/figures/summary";
import { formatDuration, formatRatio } from "./format";
import type { ShownRun } from "../state/shownRun";
import type { Text } from "./text";

const outcomes: readonly Outcome[] = ["succeeded", "failed", "timedOut", "cancelled", "skipped", "denied"];

interface Occasion {
  readonly run: ShownRun;
  readonly text: Text;
  readonly nowMs: number;
}

/** What a run did and what its parallelism bought, in phrases to be set side by side; the latter once it is known. */
export function summaryWords({ run, text, nowMs }: Occasion): readonly string[] {
  if (!run.isComplete) return [text.calls(run.callCount)];
  const counts = [
    text.calls(run.callCount),
    ...outcomes.flatMap((outcome) => {
      const count = run.tally.count(outcome);
      return count === 0 ? [] : [text.outcomeCount(outcome, count)];
    }),
  ].join(", ");
  if (run.isLive) return [counts, ...liveWords(run, text, nowMs)];
  const summary = run.analysing.result?.summary;
  return summary !== undefined && summary.wallMs > 0 ? [counts, ...figures(summary, run, text)] : [counts];
}

function liveWords(run: ShownRun, text: Text, nowMs: number): readonly string[] {
  const startedAtMs = run.course.rounds.at(-1)?.startedAtMs ?? 0;
  return [text.live.running(run.tally.count("running")), text.live.soFar(formatDuration(nowMs - startedAtMs))];
}

function figures(summary: RunSummary, run: ShownRun, text: Text): readonly string[] {
  const wall = formatDuration(summary.wallMs);
  // Below this the factor would be noise.
  const gain = summary.speedup >= 1.1 ? text.summary.faster(wall, formatRatio(summary.speedup)) : wall;
  // Much of a task's time is the model's, of which the bound of its calls knows nothing.
  if (run.task) return [gain, text.summary.peak(summary.peakConcurrency)];
  return [
    gain,
    text.summary.bound(formatDuration(summary.boundMs)),
    ...(summary.heldBackBy === "" ? [] : [text.summary.heldBackBy(summary.heldBackBy)]),
    text.summary.peak(summary.peakConcurrency),
  ];
}
