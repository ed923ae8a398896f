import { setImmediate as nextTurn } from "node:timers/promises";
import { Worker } from "node:worker_threads";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** For servers to end and results to be written: what is left of two seconds is for a busy thread to hear the signal. */
const patienceMs = 1_250;

/**
 * Signals that ask the command line to end. A listener runs only when the thread is free, so one is there only while
 * something is waited for, where the first signal cancels. Everywhere else, and after that first one, a signal does what
 * the system does by itself: it ends the process at once, however busy the thread is, and the guard beside the process
 * ends the servers. So it does by itself where cancelling takes longer than that, as when nobody reads what is printed.
 */
export class Interruption {
  private isInterrupted = false;

  constructor(
    private readonly cancel: () => void,
    private readonly endAfter: (afterMs: number, signal: NodeJS.Signals) => void = endFromOtherThread,
  ) {}

  /** Waits for something that cancelling ends. */
  async during<T>(wait: () => Promise<T>): Promise<T> {
    const listener = (signal: NodeJS.Signals): void => {
      this.isInterrupted = true;
      stopListening(listener);
      this.endAfter(patienceMs, signal);
      this.cancel();
    };
    if (!this.isInterrupted) for (const signal of signals) process.on(signal, listener);
    try {
      return await wait();
    } finally {
      // A signal that came while the thread was busy is told in the next turn, of which the first can be the rest of this one.
      await nextTurn();
      await nextTurn();
      stopListening(listener);
    }
  }
}

function stopListening(listener: (signal: NodeJS.Signals) => void): void {
  for (const signal of signals) process.off(signal, listener);
}

/**
 * Sends the signal again, which nobody listens to any more, from a thread that this one cannot hold up. What that thread
 * takes to start belongs to the time.
 */
function endFromOtherThread(afterMs: number, signal: NodeJS.Signals): void {
  const end = `process.kill(process.pid, ${JSON.stringify(signal)})`;
  const send = `setTimeout(() => ${end}, ${String(Date.now() + afterMs)} - Date.now())`;
  new Worker(send, { eval: true }).unref();
}
