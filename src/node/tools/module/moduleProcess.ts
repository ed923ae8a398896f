import { finished } from "node:stream/promises";
import type { Progress } from "../../../core/model/attempt";
import { saidBy, ToolFailure } from "../../../core/model/failure";
import type { Json, JsonObject } from "../../../core/model/data/json";
import type { ToolResult } from "../../../core/model/result";
import { LineReader } from "../mcp/stdio/lineReader";
import { ProcessTree, type ProcessDefinition, type ProcessExit } from "../processes/processTree";
import type { AttemptContext } from "../source";
import { within } from "../../../core/async/within";
import { isFromRunner, type FromRunner } from "./messages";
import { moduleResult } from "./moduleResult";
import { parseExactly } from "../../../core/model/data/exactJson";
import { worded, type Said, type Worded } from "../../../core/model/text/wording";

/** How long a process may take to answer that it heard of a cancellation; one that does not is stuck in its code. */
const answerMs = 500;
/** How long a cancelled call may take to end before its process is given up. */
const cancelGraceMs = 1000;
const termGraceMs = 500;
const drainMs = 100;
// Node's words on running out of memory have a long native stack after them.
const keptLines = 50;
const maxLineBytes = 64 * 1024;

interface RunningCall {
  readonly progress: AttemptContext["progress"];
  readonly resolve: (result: ToolResult) => void;
  readonly reject: (failure: ToolFailure) => void;
  isCancelled: boolean;
  hasHeard: boolean;
}

/** A process that has loaded, or will load, one module, and in which several calls of its functions can run at once. */
export class ModuleProcess {
  private readonly calls = new Map<number, RunningCall>();
  private readonly lastLines: string[] = [];
  private lastWords: string | undefined;
  private endedBecause: Worded | undefined;
  private nextId = 1;
  private retiredBecause: Worded | undefined;
  private exit: ProcessExit | undefined;

  private constructor(
    /** As it is named to people. */
    private readonly module: string,
    private readonly tree: ProcessTree,
    log: (line: string) => void,
  ) {
    tree.onMessage((message) => {
      if (isFromRunner(message)) this.receive(message);
      else log("[a message that is none of ours was skipped]");
    });
    const keep = (line: string) => {
      if (line.trim() === "") return;
      this.lastLines.push(line);
      if (this.lastLines.length > keptLines) this.lastLines.shift();
      log(line);
    };
    readLines(tree.stdout, log);
    readLines(tree.stderr, keep);
    void tree.exited.then((exit) => this.finish(exit));
  }

  /** Throws a `ToolFailure` of kind `unavailable` when it cannot be started. */
  static async start(
    module: string,
    definition: ProcessDefinition,
    log: (line: string) => void,
  ): Promise<ModuleProcess> {
    return new ModuleProcess(module, await ProcessTree.startWithChannel(definition), log);
  }

  /** Whether calls may be given to it: it runs, and none of its calls refused to end. */
  get isUsable(): boolean {
    return !this.hasCrashed && this.retiredBecause === undefined;
  }

  private get hasCrashed(): boolean {
    return this.exit !== undefined || this.lastWords !== undefined;
  }

  /** Why it is not usable. */
  get wentAway(): Worded {
    return this.retiredBecause ?? this.endedBecause ?? worded("it crashed: {0}", this.crashWords());
  }

  /** Calls an exported function. Throws a `ToolFailure` for every way in which that can fail. */
  call(exportName: string, args: JsonObject, { signal, progress }: AttemptContext): Promise<ToolResult> {
    if (this.exit !== undefined)
      return Promise.reject(new ToolFailure("crash", worded("The process of {0} has ended.", this.module)));
    const id = this.nextId++;
    const cancel = (): void => {
      this.cancel(id);
    };
    const ended = new Promise<ToolResult>((resolve, reject) => {
      this.calls.set(id, { progress, resolve, reject, isCancelled: false, hasHeard: false });
      this.tree.send({ kind: "call", id, export: exportName, args });
      if (signal.aborted) cancel();
      else signal.addEventListener("abort", cancel, { once: true });
    });
    return ended.finally(() => {
      signal.removeEventListener("abort", cancel);
    });
  }

  /** Gives it no more calls, and ends it when those that run have ended. */
  retire(because: Worded): void {
    this.retiredBecause ??= this.isUsable ? because : undefined;
    this.endIfIdle();
  }

  /** Ends it, and all its calls with it. */
  async close(): Promise<void> {
    if (!this.hasCrashed) this.endedBecause ??= worded("it was stopped");
    await this.tree.stop({ inputGraceMs: 0, termGraceMs });
  }

  private receive(message: FromRunner): void {
    if (message.kind === "crashed") {
      this.lastWords = message.message;
      return;
    }
    const call = this.calls.get(message.id);
    if (call === undefined) return;
    switch (message.kind) {
      case "progress":
        call.progress(message.progress as Progress);
        return;
      case "cancelling":
        call.hasHeard = true;
        return;
      case "returned":
      case "returnedBytes":
        this.settle(message.id, call, () => moduleResult(message, this.module));
        return;
      case "refused":
        this.settle(message.id, call, () => {
          throw new ToolFailure("crash", worded("{0} {1}", this.module, message.message));
        });
        return;
      case "threw":
        this.settle(message.id, call, () => {
          throw thrownBy(message);
        });
    }
  }

  private settle(id: number, call: RunningCall, result: () => ToolResult): void {
    this.calls.delete(id);
    try {
      call.resolve(result());
    } catch (thrown) {
      call.reject(asFailure(thrown, this.module));
    }
    this.endIfIdle();
  }

  private cancel(id: number): void {
    const call = this.calls.get(id);
    if (call === undefined) return;
    call.isCancelled = true;
    this.tree.send({ kind: "cancel", id });
    setTimeout(() => {
      if (this.calls.get(id) === call && !call.hasHeard) {
        this.endedBecause ??= worded("a call of it that was stopped did not let go of its process");
        void this.tree.stop({ inputGraceMs: 0, termGraceMs: 0 });
      }
    }, answerMs).unref();
    setTimeout(() => {
      if (this.calls.get(id) === call) this.retire(worded("a call of it that was stopped did not end"));
    }, cancelGraceMs).unref();
  }

  private endIfIdle(): void {
    const isIdle = [...this.calls.values()].every(({ isCancelled }) => isCancelled);
    if (!this.isUsable && isIdle) void this.close();
  }

  private async finish(exit: ProcessExit): Promise<void> {
    this.exit = exit;
    // What it wrote last may still be on its way, and says why it ended.
    const { stdout, stderr } = this.tree;
    await within(Promise.all([finished(stdout), finished(stderr), this.tree.disconnected()]), drainMs);
    const failure = this.endFailure(exit);
    for (const [id, call] of this.calls) {
      this.calls.delete(id);
      call.reject(call.isCancelled ? new ToolFailure("cancelled", worded("{0} was stopped.", this.module)) : failure);
    }
    // What it started may have outlived it.
    await this.tree.stop({ inputGraceMs: 0, termGraceMs: 0 });
  }

  private endFailure({ exitCode, signal }: ProcessExit): ToolFailure {
    const lines = this.lastLines.join("\n");
    const details = { exitCode, ...(signal !== null && { signal }), ...(lines !== "" && { stderr: lines }) };
    if (this.endedBecause !== undefined) {
      return new ToolFailure("crash", worded("The process of {0} was ended: {1}.", this.module, this.endedBecause), {
        details,
      });
    }
    return new ToolFailure("crash", worded("{0} crashed: {1}.", this.module, this.crashWords()), { details });
  }

  private crashWords(): Said {
    if (this.lastWords !== undefined) return this.lastWords;
    if (this.lastLines.some((line) => /heap out of memory|Allocation failed/i.test(line)))
      return worded("it ran out of memory");
    const { exitCode = null, signal = null } = this.exit ?? {};
    return signal === null
      ? worded("it ended with exit code {0}", String(exitCode))
      : worded("it ended by {0}", signal);
  }
}

function asFailure(thrown: unknown, module: string): ToolFailure {
  if (thrown instanceof ToolFailure) return thrown;
  return new ToolFailure("crash", worded("What {0} returned cannot be read: {1}", module, saidBy(thrown)), {
    cause: thrown,
  });
}

function thrownBy({ message, stack, data }: Extract<FromRunner, { kind: "threw" }>): ToolFailure {
  const details: Record<string, Json> = {};
  if (stack !== undefined) details.stack = stack;
  if (data !== undefined) details.data = parseExactly(data) as Json;
  return new ToolFailure("tool", message === "" ? worded("It threw an error without a message.") : message, {
    ...(Object.keys(details).length > 0 && { details }),
  });
}

function readLines(stream: NodeJS.ReadableStream, keep: (line: string) => void): void {
  let reader = new LineReader(maxLineBytes);
  stream.on("data", (chunk: Buffer) => {
    try {
      for (const line of reader.read(chunk)) keep(line.text());
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      reader = new LineReader(maxLineBytes);
    }
  });
  stream.on("end", () => {
    const rest = reader.rest().text();
    if (rest !== "") keep(rest);
  });
}
