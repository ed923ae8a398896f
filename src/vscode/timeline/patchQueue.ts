import type { RunEvent } from "../../core/model/run";

/** Starts a timer and returns what ends it. */
export type StartTimer = (run: () => void, delayMs: number) => () => void;

/** About 30 a second: as often as an eye can tell, and seldom enough that 10,000 instant calls do not flood the panel. */
const intervalMs = 33;

export interface PatchQueue {
  push(event: RunEvent): void;
  /** Hands on at once what is queued. */
  flush(): void;
  /** Forgets what is queued; nothing is sent until the next push. */
  clear(): void;
}

/** Gathers events and hands them on in order, at most one batch every 33 ms. */
export function createPatchQueue(send: (events: readonly RunEvent[]) => void, startTimer: StartTimer): PatchQueue {
  let queued: RunEvent[] = [];
  let stopTimer: (() => void) | undefined;

  function flush(): void {
    stopTimer = undefined;
    const events = withoutStaleProgress(queued);
    queued = [];
    send(events);
  }

  return {
    push(event) {
      queued.push(event);
      stopTimer ??= startTimer(flush, intervalMs);
    },
    flush() {
      if (stopTimer === undefined) return;
      stopTimer();
      flush();
    },
    clear() {
      stopTimer?.();
      stopTimer = undefined;
      queued = [];
    },
  };
}

/** A tool may report progress thousands of times a second: of each attempt, only the newest report of a batch counts. */
function withoutStaleProgress(events: readonly RunEvent[]): readonly RunEvent[] {
  const newest = new Map<string, RunEvent>();
  for (const event of events) if (event.type === "attemptProgressed") newest.set(attemptKey(event), event);
  return newest.size === 0
    ? events
    : events.filter((event) => event.type !== "attemptProgressed" || newest.get(attemptKey(event)) === event);
}

function attemptKey(event: { readonly call: number; readonly attempt: number }): string {
  return `${event.call}:${event.attempt}`;
}
