import { spawnSync, type ChildProcess, type Serializable } from "node:child_process";
import { once } from "node:events";
import { stat } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

// Finds and quotes what Windows needs a shell for: `npx` is `npx.cmd` there.
import spawn from "cross-spawn";

import { saidBy, ToolFailure } from "../../../core/model/failure";
import { Descendants } from "./descendants";
import { HostGuard } from "../hostGuard";
import { errorCode } from "../thrown";
import { worded } from "../../../core/model/text/wording";

/** What to run: a program and its arguments, without a shell. */
export interface ProcessDefinition {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All of its environment: nothing is added. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Windows gets `args` as they are, for a shell that reads quotes in its own way. */
  readonly windowsVerbatimArguments?: true;
}

/** How a process ended. */
export interface ProcessExit {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

const pollMs = 20;

/**
 * A process and everything that it starts, which end together. Written by hand: the libraries for it look for descendants
 * when they end a tree, at which moment those of a process that has ended itself can be found no more.
 */
export class ProcessTree {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the process itself has ended; what it started may still run. Never rejects. */
  readonly exited: Promise<ProcessExit>;
  private exit: ProcessExit | undefined;
  private stopping: Promise<void> | undefined;
  private isGone = false;
  private readonly descendants: Descendants;

  private constructor(
    private readonly child: ChildProcess,
    /** Also the number of its group, where there are groups. */
    readonly pid: number,
    { stdin, stdout, stderr }: Pick<ProcessTree, "stdin" | "stdout" | "stderr">,
  ) {
    this.stdin = stdin;
    this.stdout = stdout;
    this.stderr = stderr;
    this.descendants = new Descendants(pid);
    // Writing to a process that has ended is told by its exit, which everybody who writes waits for.
    this.stdin.on("error", () => undefined);
    this.exited = new Promise((resolve) => {
      child.once("exit", (exitCode, signal) => {
        this.exit = { exitCode, signal };
        resolve(this.exit);
      });
    });
  }

  /** Throws a `ToolFailure` of kind `unavailable` that says what to do when the program cannot be started. */
  static start(definition: ProcessDefinition): Promise<ProcessTree> {
    return ProcessTree.spawn(definition, "ignore");
  }

  /** The same for a Node program that is talked to with {@link send} and {@link onMessage}. */
  static startWithChannel(definition: ProcessDefinition): Promise<ProcessTree> {
    return ProcessTree.spawn(definition, "ipc");
  }

  private static async spawn(definition: ProcessDefinition, channel: "ignore" | "ipc"): Promise<ProcessTree> {
    const { command, args, cwd, env, windowsVerbatimArguments } = definition;
    await checkFolder(cwd);
    let child: ChildProcess;
    try {
      child = spawn(command, args, {
        cwd,
        env,
        stdio: ["pipe", "pipe", "pipe", channel],
        // As JSON, a large text would be escaped once more on its way.
        serialization: "advanced",
        // A group of its own, so that what it starts can be ended with it. Windows has no groups, and would open a window.
        detached: process.platform !== "win32",
        windowsHide: true,
        ...(windowsVerbatimArguments && { windowsVerbatimArguments }),
      });
    } catch (cause) {
      throw notStarted(command, cause);
    }
    const { pid, stdin, stdout, stderr } = child;
    if (pid === undefined || stdin === null || stdout === null || stderr === null) {
      const [cause] = (await once(child, "error")) as [unknown];
      throw notStarted(command, cause);
    }
    // What cannot be sent to it or ended is told by its exit.
    child.on("error", () => undefined);
    const tree = new ProcessTree(child, pid, { stdin, stdout, stderr });
    living.add(tree);
    return tree;
  }

  /** Tells a process that was started with a channel; nothing happens once it has ended. */
  send(message: Serializable): void {
    if (this.child.connected) this.child.send(message);
  }

  /** What a process that was started with a channel says; nobody has checked it. */
  onMessage(listener: (message: unknown) => void): void {
    this.child.on("message", listener);
  }

  /** Resolves when no message of it can come any more. */
  async disconnected(): Promise<void> {
    if (this.child.connected) await once(this.child, "disconnect");
  }

  /**
   * Ends the tree: closes its input and waits `inputGraceMs`, asks it to end and waits `termGraceMs`, then kills what is
   * left. Resolves when the process has ended.
   */
  stop({ inputGraceMs, termGraceMs }: { inputGraceMs: number; termGraceMs: number }): Promise<void> {
    this.stopping ??= this.stopOnce(inputGraceMs, termGraceMs);
    return this.stopping;
  }

  /** Kills at once what is left of the tree. Does nothing when all of it has ended. */
  kill(): void {
    if (this.isGone) return;
    this.signal("SIGKILL");
    // From here on the system may give the number to somebody else's process.
    if (this.exit !== undefined) this.forget();
  }

  private async stopOnce(inputGraceMs: number, termGraceMs: number): Promise<void> {
    this.findDescendants();
    this.stdin.end();
    if (!(await this.endsWithin(inputGraceMs))) {
      if (!this.isGone) this.signal("SIGTERM");
      if (!(await this.endsWithin(termGraceMs))) this.kill();
    }
    await this.exited;
    this.forget();
    this.stdout.destroy();
    this.stderr.destroy();
  }

  /** There is no event for the end of a process that is not our child, so the group is looked at again and again. */
  private async endsWithin(graceMs: number): Promise<boolean> {
    const until = performance.now() + graceMs;
    while (!this.isGone && (isTreeAlive(this.pid, this.exit) || this.descendants.isAnyAlive)) {
      if (performance.now() >= until) return false;
      await delay(pollMs);
    }
    return true;
  }

  private signal(signal: "SIGTERM" | "SIGKILL"): void {
    this.findDescendants();
    signalTree(this.pid, signal);
    this.descendants.signal(signal);
  }

  /** What has left the group is found as long as the process runs that started it. */
  private findDescendants(): void {
    if (this.exit === undefined) this.descendants.findAll();
  }

  private forget(): void {
    this.isGone = true;
    living.delete(this);
  }
}

/** Trees that run, which are killed when the host ends without having stopped them, however it ends. */
class LivingTrees {
  private readonly trees = new Set<ProcessTree>();
  private readonly guard = new HostGuard();
  private readonly killAll = () => {
    for (const tree of this.trees) tree.kill();
  };

  add(tree: ProcessTree): void {
    if (this.trees.size === 0) process.on("exit", this.killAll);
    this.trees.add(tree);
    this.guard.watch(tree.pid);
  }

  delete(tree: ProcessTree): void {
    if (!this.trees.delete(tree)) return;
    this.guard.forget(tree.pid);
    if (this.trees.size === 0) process.removeListener("exit", this.killAll);
  }
}

const living = new LivingTrees();

function signalTree(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  if (process.platform === "win32") {
    // Without /F, console programs do not hear of it at all.
    spawnSync("taskkill", ["/pid", String(pid), "/T", "/F"], { windowsHide: true, stdio: "ignore" });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch (thrown) {
    if (errorCode(thrown) !== "ESRCH" && errorCode(thrown) !== "EPERM") throw thrown;
  }
}

function isTreeAlive(pid: number, exit: ProcessExit | undefined): boolean {
  if (process.platform === "win32") return exit === undefined;
  try {
    process.kill(-pid, 0);
    return true;
  } catch (thrown) {
    return errorCode(thrown) === "EPERM";
  }
}

/** A missing folder would otherwise be reported as a missing program. */
async function checkFolder(cwd: string): Promise<void> {
  const isFolder = await stat(cwd).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder)
    throw new ToolFailure("unavailable", worded('The folder to start it in, "{0}", does not exist.', cwd), {
      reachedTool: false,
    });
}

function notStarted(command: string, cause: unknown): ToolFailure {
  const options = { cause, reachedTool: false };
  switch (errorCode(cause)) {
    case "ENOENT": {
      const advice = /[\\/]/.test(command)
        ? worded("check the path")
        : worded("install it, or give its full path if it is not on the PATH that this program was started with");
      return new ToolFailure("unavailable", worded('The program "{0}" was not found: {1}.', command, advice), options);
    }
    case "EACCES":
      return new ToolFailure(
        "unavailable",
        worded('The program "{0}" may not be run: make it executable.', command),
        options,
      );
    case "E2BIG":
      return new ToolFailure(
        "unavailable",
        worded(
          'The arguments of "{0}" are longer than the system takes: hand them over as input or in a file.',
          command,
        ),
        options,
      );
    default:
      return new ToolFailure(
        "unavailable",
        worded('The program "{0}" could not be started: {1}', command, saidBy(cause)),
        options,
      );
  }
}
