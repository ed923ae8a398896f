import type { Ending, RunEvent, UnsuccessfulEnding } from "../../src/model/run";
import type { ShownRun } from "./shownRun";
import type { Text } from "./text";

export interface Announcer {
  /** Takes in what happened to a run; the run's state already includes it. */
  hear(events: readonly RunEvent[], run: ShownRun, summary: () => string): void;
}

const gatherMs = 1000;

/**
 * Tells a screen reader the start, the end and the failures of a run, gathered for a second so that a hundred failures
 * are one sentence, and nothing else.
 */
export function createAnnouncer(text: () => Text, say: (sentence: string) => void): Announcer {
  let started: string | undefined;
  let failed: string[] = [];
  let ended: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function speak(): void {
    timer = undefined;
    const failures = failed.length > 1 ? text().announce.severalFailed(failed.length) : failed[0];
    say([started, failures, ended].filter((sentence) => sentence !== undefined).join(" "));
    started = ended = undefined;
    failed = [];
  }

  return {
    hear(events, run, summary) {
      for (const event of events) {
        if (event.type === "roundStarted") started = text().announce.started(event.calls.length);
        if (event.type === "roundEnded") ended = text().announce.ended(summary());
        if (event.type === "callEnded" && isFailure(event.ending)) {
          failed.push(text().announce.failed(run.nameOf(event.call), event.ending.error.message));
        }
      }
      if (started !== undefined || ended !== undefined || failed.length > 0) timer ??= setTimeout(speak, gatherMs);
    },
  };
}

function isFailure(ending: Ending): ending is UnsuccessfulEnding {
  return ending.outcome === "failed" || ending.outcome === "timedOut";
}
