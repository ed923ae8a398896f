import { Worker } from "node:worker_threads";

import { ToolFailure } from "../../model/failure";

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

  /** Throws a `ToolFailure` of kind `invalidArguments` when the expression is not valid. */
  constructor(
    private readonly source: string,
    flags: string,
    private readonly budgetMs: number,
  ) {
    try {
      new RegExp(source, flags);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ToolFailure("invalidArguments", `The regular expression cannot be read: ${reason}.`, { cause });
    }
    this.worker = new Worker(workerSource, { eval: true, workerData: { source, flags } });
  }

  /** The first match of each line of `text`, at most `limit`. Throws a `ToolFailure` when the budget is spent. */
  search(text: string, limit: number, path: string): Promise<readonly LineMatch[]> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        clearTimeout(timer);
        this.worker.removeAllListeners();
        end();
      };
      const timer = setTimeout(() => {
        const message = `The regular expression ${this.source} took longer than ${String(this.budgetMs)} ms on "${path}" and was stopped: make it simpler, it backtracks too much.`;
        settle(() => {
          reject(new ToolFailure("tool", message));
        });
      }, this.budgetMs);
      this.worker.on("message", (matches: readonly LineMatch[]) => {
        settle(() => {
          resolve(matches);
        });
      });
      this.worker.on("error", (cause) => {
        settle(() => {
          reject(new ToolFailure("crash", `The search failed: ${cause.message}`, { cause }));
        });
      });
      this.worker.on("exit", () => {
        settle(() => {
          reject(new ToolFailure("crash", "The search was stopped."));
        });
      });
      this.worker.postMessage({ text, limit });
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
