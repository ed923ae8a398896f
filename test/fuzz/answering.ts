import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort } from "node:worker_threads";

/** `cpuMs` is the thread's own time, so that other work of the machine is not counted. */
export interface Answer {
  readonly cpuMs: number;
  readonly heapBytes: number;
  readonly thrown?: string;
}

/** Asks for the size of the heap after a collection. */
export const heapQuestion = "heap";

/** What is measured, and what cleans up after it. */
interface Prepared {
  readonly work: () => unknown;
  readonly done?: () => void;
}

/** Answers the questions of a `Watched`, in whose thread this is: does the work for each, and says what it took. */
export function answerQuestions(prepare: (question: never) => Prepared): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const port = parentPort;
  if (port === null) throw new Error("This is a worker.");

  /** What nobody waited for and failed; it belongs to the work that goes on. */
  let lost: unknown;
  process.on("unhandledRejection", (thrown) => {
    lost = thrown;
  });

  const answer = async (question: never): Promise<Answer> => {
    lost = undefined;
    const { work, done } = prepare(question);
    const before = process.threadCpuUsage();
    let thrown: unknown;
    try {
      await work();
      thrown = lost;
    } catch (caught) {
      thrown = caught ?? "undefined";
    }
    const { user, system } = process.threadCpuUsage(before);
    done?.();
    const said = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    return { cpuMs: (user + system) / 1000, heapBytes: 0, ...(thrown !== undefined && { thrown: said }) };
  };

  port.on("message", (question: unknown) => {
    if (question === heapQuestion) {
      collect();
      port.postMessage({ cpuMs: 0, heapBytes: process.memoryUsage().heapUsed } satisfies Answer);
      return;
    }
    void answer(question as never).then((said) => {
      port.postMessage(said);
    });
  });
}
