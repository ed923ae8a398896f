import { createTimeScale, liveEndMs, type TimeScale } from "../geometry/timeScale";
import type { ShownRun } from "./shownRun";

/** The axis of a run as it is at a time. */
export function scaleOf(run: ShownRun, nowMs: number): TimeScale {
  const round = run.course.rounds.at(-1);
  const endMs = run.isLive && round ? liveEndMs(round.startedAtMs, nowMs) : Math.max(round?.endedAtMs ?? 0, nowMs);
  return createTimeScale(run.course.rounds, endMs);
}
