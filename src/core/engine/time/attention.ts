/**
 * Whether this process reads what comes to it; handed in, since only the place where it runs can tell. It does not read
 * while it is suspended or stopped, or while something in it goes on without a pause. Moments are the engine's clock's.
 */
export interface Attention {
  /** How long it could not read, in milliseconds up to `now` since some fixed moment; never shrinks. */
  lostMs(now: number): number;
  /** Whether it could not read until just now, so that there may be something that has come and was not read yet. */
  isCatchingUp(now: number): boolean;
  /** Calls back once what had come has been read: soon, but never at once while it is catching up. */
  whenCaughtUp(callback: () => void): void;
}

/** That of a process which is never held up. */
export const fullAttention: Attention = {
  lostMs: () => 0,
  isCatchingUp: () => false,
  whenCaughtUp: (callback) => {
    callback();
  },
};
