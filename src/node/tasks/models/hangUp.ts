import { systemClock, type Clock } from "../../../core/engine/time/clock";
import type { ModelDelta } from "./chatModel";

/** How long a server may be silent behind the end of a turn, where it may still say what the turn took. */
const longestSilenceMs = 2000;

/**
 * The deltas as they are. Some servers never end the connection: `hangUp` is called once a turn has ended and nothing
 * came behind it for two seconds.
 */
export async function* hangUpAfterFinish(
  deltas: AsyncIterable<ModelDelta>,
  hangUp: () => void,
  clock: Clock = systemClock,
): AsyncGenerator<ModelDelta, void, undefined> {
  let isFinished = false;
  let timer: unknown;
  const stop = (): void => {
    clock.clearTimeout(timer);
  };
  try {
    for await (const delta of deltas) {
      stop();
      isFinished ||= delta.type === "finish";
      if (isFinished) timer = clock.setTimeout(hangUp, longestSilenceMs);
      yield delta;
    }
  } finally {
    stop();
  }
}
