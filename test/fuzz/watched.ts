import { Worker } from "node:worker_threads";

import { heapQuestion, type Answer } from "./answering";

/** In milliseconds of the thread's own time, which is what a host would stand still for. */
const longestMs = 1_000;
const mostHeapMb = 300;

/** What became of one question. */
export type Trial =
  | { readonly kind: "held"; readonly cpuMs: number }
  | { readonly kind: "hang" | "throw" | "memory"; readonly message: string; readonly cpuMs: number };

/** Has questions answered in a thread of its own, which is ended and replaced when it hangs or runs out of memory. */
export class Watched<Question> {
  private worker: Worker | undefined;

  /** @param patienceMs By the clock, after which the thread is ended; the machine may have other work. */
  constructor(
    private readonly program: URL,
    private readonly patienceMs = 10_000,
  ) {}

  async trial(question: Question): Promise<Trial> {
    const answer = await this.ask(question);
    if (typeof answer === "string") {
      await this.close();
      return { kind: answer === "hang" ? "hang" : "memory", message: answer, cpuMs: this.patienceMs };
    }
    const { cpuMs, thrown } = answer;
    if (thrown !== undefined) return { kind: "throw", message: thrown, cpuMs };
    if (cpuMs > longestMs) return { kind: "hang", message: `It took ${Math.round(cpuMs)} ms.`, cpuMs };
    return { kind: "held", cpuMs };
  }

  /** In bytes, after a collection. */
  async heap(): Promise<number> {
    const answer = await this.ask(heapQuestion);
    return typeof answer === "string" ? 0 : answer.heapBytes;
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
    this.worker = undefined;
  }

  /** Gives the answer, or why there is none. */
  private ask(question: Question | typeof heapQuestion): Promise<Answer | string> {
    const worker = (this.worker ??= new Worker(this.program, {
      resourceLimits: { maxOldGenerationSizeMb: mostHeapMb },
    }));
    return new Promise((resolve) => {
      const failed = (error: Error): void => {
        end(error.message);
      };
      const ended = (): void => {
        end("The thread ended.");
      };
      const timer = setTimeout(() => {
        end("hang");
      }, this.patienceMs);
      const end = (said: Answer | string): void => {
        clearTimeout(timer);
        worker.off("message", end).off("error", failed).off("exit", ended);
        // The thread's last words must not end this one.
        if (typeof said === "string") worker.on("error", () => undefined);
        resolve(said);
      };
      worker.on("message", end).on("error", failed).on("exit", ended);
      worker.postMessage(question);
    });
  }
}
