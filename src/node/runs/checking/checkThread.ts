import { join } from "node:path";
import { Worker } from "node:worker_threads";

import type { Problem } from "../../../core/model/manifest";
import type { CheckAnswer, CheckRequest } from "./checkMessages";
import { worded, type Worded } from "../../../core/model/text/wording";

/** In the bundle it lies beside the extension. */
const bundledWorker = join(import.meta.dirname, "checkWorker.js");

export interface CheckThreadOptions {
  readonly worker?: string;
  /** How long one text may take, once the thread has begun with it. */
  readonly deadlineMs?: number;
  /** How long the thread stays without anything to check. */
  readonly idleMs?: number;
  readonly heapMb?: number;
}

export type CheckOutcome =
  | { readonly kind: "checked"; readonly problems: readonly Problem[] }
  /** A newer text of the same key has taken its place. */
  | { readonly kind: "superseded" }
  /** It took more time or memory than a text may. The message says so. */
  | ({ readonly kind: "tooMuch" } & Worded);

interface Job {
  readonly key: string;
  readonly request: CheckRequest;
  readonly settle: (outcome: CheckOutcome) => void;
}

/**
 * Checks texts in a thread of its own, one after another: whatever they say, the host's thread only hands them over. Of
 * texts with the same key only the newest is checked. What takes too long, or too much memory, ends with its thread.
 */
export class CheckThread {
  private worker: Worker | undefined;
  private readonly waiting = new Map<string, Job>();
  private current: Job | undefined;
  private timer: NodeJS.Timeout | undefined;
  private count = 0;

  constructor(private readonly options: CheckThreadOptions = {}) {}

  /** Never rejects. After `dispose` everything is superseded. */
  check(key: string, text: Omit<CheckRequest, "id">): Promise<CheckOutcome> {
    return new Promise((settle) => {
      this.waiting.get(key)?.settle({ kind: "superseded" });
      this.waiting.set(key, { key, request: { ...text, id: ++this.count }, settle });
      if (this.current?.key === key) this.end({ kind: "superseded" });
      this.next();
    });
  }

  dispose(): void {
    const jobs = [...this.waiting.values()];
    this.waiting.clear();
    for (const job of jobs) job.settle({ kind: "superseded" });
    this.end({ kind: "superseded" });
  }

  private next(): void {
    if (this.current !== undefined) return;
    clearTimeout(this.timer);
    const [job] = this.waiting.values();
    if (job === undefined) {
      this.timer = setTimeout(() => this.stop(), this.options.idleMs ?? 30_000).unref();
      return;
    }
    this.waiting.delete(job.key);
    this.current = job;
    (this.worker ??= this.start()).postMessage(job.request);
  }

  private start(): Worker {
    const { worker: file = bundledWorker, heapMb = 256 } = this.options;
    const worker = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: heapMb } });
    const isOurs = (): boolean => this.worker === worker;
    worker.unref();
    worker.on("message", (answer: CheckAnswer) => {
      if (!isOurs() || this.current?.request.id !== answer.id) return;
      if (answer.kind === "begun") this.limitTime();
      else this.settle({ kind: "checked", problems: answer.problems });
    });
    const fail = (): void => {
      if (!isOurs()) return;
      this.worker = undefined;
      this.settle(tooMuch(worded("took more memory than a text may")));
    };
    worker.on("error", fail);
    worker.on("exit", fail);
    return worker;
  }

  /** A thread that starts on a busy machine takes seconds, which are not the text's. */
  private limitTime(): void {
    const { deadlineMs = 5_000 } = this.options;
    this.timer = setTimeout(() => {
      this.end(tooMuch(worded("took longer than {0} s", deadlineMs / 1000)));
      this.next();
    }, deadlineMs).unref();
  }

  /** Ends the thread with what it does: nothing else stops work that goes on. */
  private end(outcome: CheckOutcome): void {
    const job = this.current;
    this.current = undefined;
    this.stop();
    job?.settle(outcome);
  }

  private settle(outcome: CheckOutcome): void {
    const job = this.current;
    this.current = undefined;
    job?.settle(outcome);
    this.next();
  }

  private stop(): void {
    clearTimeout(this.timer);
    const { worker } = this;
    this.worker = undefined;
    void worker?.terminate();
  }
}

function tooMuch(what: Worded): CheckOutcome {
  return { kind: "tooMuch", ...worded("This text is not checked further, since that {0}.", what) };
}
