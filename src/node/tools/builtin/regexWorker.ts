import { Worker } from "node:worker_threads";

import { saidBy, ToolFailure } from "../../../core/model/failure";
import { worded } from "../../../core/model/text/wording";

/** Where an expression matches: a line, counted from 1, and a column in UTF-16 code units, counted from 1. */
export interface LineMatch {
  readonly line: number;
  readonly column: number;
}

// Plain JavaScript in a string, because each bundle is one file and a worker needs a file or a text of its own.
const workerSource = `
const { parentPort, workerData } = require("node:worker_threads");
const expression = new RegExp(workerData.source, workerData.flags);
parentPort.on("message", ({ text, limit }) => {
  parentPort.postMessage("begun");
  const matches = [];
  const lines = text.split(/\\r?\\n/);
  for (let index = 0; index < lines.length && matches.length < limit; index++) {
    const match = expression.exec(lines[index]);
    if (match !== null) matches.push({ line: index + 1, column: match.index + 1 });
  }
  parentPort.postMessage(matches);
});
`;

/**
 * Runs a regular expression in a thread of its own, so that one that backtracks for ever neither blocks the host nor
 * outlives its budget.
 */
export class RegexWorker {
  private readonly worker: Worker;
  private pending:
    | {
        readonly begin: () => void;
        readonly resolve: (matches: readonly LineMatch[]) => void;
        readonly reject: (why: ToolFailure) => void;
      }
    | undefined;

  /** Throws a `ToolFailure` of kind `invalidArguments` when the expression is not valid. */
  constructor(
    private readonly source: string,
    flags: string,
    private readonly budgetMs: number,
  ) {
    try {
      new RegExp(source, flags);
    } catch (cause) {
      throw new ToolFailure("invalidArguments", worded("The regular expression cannot be read: {0}.", saidBy(cause)), {
        cause,
      });
    }
    this.worker = new Worker(workerSource, { eval: true, workerData: { source, flags } });
    this.worker.on("message", (said: "begun" | readonly LineMatch[]) => {
      if (said === "begun") this.pending?.begin();
      else this.pending?.resolve(said);
    });
    this.worker.on("error", (cause) =>
      this.pending?.reject(new ToolFailure("crash", worded("The search failed: {0}", saidBy(cause)), { cause })),
    );
    this.worker.on("exit", () => this.pending?.reject(new ToolFailure("crash", worded("The search was stopped."))));
  }

  /** The first match of each line of `text`, at most `limit`. Throws a `ToolFailure` when the budget is spent. */
  async search(text: string, limit: number, path: string): Promise<readonly LineMatch[]> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        const stop = () => {
          const said = worded(
            'The regular expression {0} took longer than {1} ms on "{2}" and was stopped: make it simpler, it backtracks too much.',
            this.source,
            this.budgetMs,
            path,
          );
          reject(new ToolFailure("tool", said));
        };
        // What the thread takes to start, on a busy machine, is not the expression's.
        const begin = () => (timer = setTimeout(stop, this.budgetMs));
        this.pending = { begin, resolve, reject };
        this.worker.postMessage({ text, limit });
      });
    } finally {
      clearTimeout(timer);
      this.pending = undefined;
    }
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
