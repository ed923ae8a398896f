import type { AttemptContext } from "../model/attempt";
import { ToolFailure } from "../model/failure";
import { worded } from "../model/text/wording";

/** Waits for a source to start as long as `signal` allows; what several wait for goes on when one of them gives up. */
export async function unlessAborted<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return shared;
  let giveUp: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => {
      reject(
        new ToolFailure("cancelled", worded("It was stopped while its source started."), {
          cause: signal.reason,
          reachedTool: false,
        }),
      );
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true });
  });
  try {
    return await Promise.race([shared, aborted]);
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

/** The same on behalf of an attempt, which spends none of its time on it and has reached no tool yet. */
export async function untilStarted<T>(
  shared: Promise<T>,
  { signal, starting }: Pick<AttemptContext, "signal" | "starting">,
): Promise<T> {
  const hasStarted = starting();
  try {
    return await unlessAborted(shared, signal);
  } finally {
    hasStarted();
  }
}
