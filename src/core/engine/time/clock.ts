/** What the engine knows of time; handed in, so that tests can turn it by hand. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes backwards. */
  now(): number;
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** A longer delay would overflow the 32 bits that timers have, and fire at once. */
export const longestTimerMs = 2 ** 31 - 1;

/** The machine's monotonic clock. A delay beyond {@link longestTimerMs} is cut to it. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, Math.min(delayMs, longestTimerMs)),
  clearTimeout: (handle) => {
    clearTimeout(handle as Parameters<typeof clearTimeout>[0]);
  },
};
