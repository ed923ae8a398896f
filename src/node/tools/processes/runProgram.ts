import { finished } from "node:stream/promises";

import { beginningOf } from "../../../core/model/text/excerpt";
import { ToolFailure } from "../../../core/model/failure";
import type { JsonObject } from "../../../core/model/data/json";
import { BoundedBytes } from "../data/boundedBytes";
import { ProcessTree, type ProcessDefinition, type ProcessExit } from "./processTree";
import { within } from "../../../core/async/within";
import { ShownOutput } from "./shownOutput";
import { worded } from "../../../core/model/text/wording";

export interface ProgramOptions {
  readonly signal: AbortSignal;
  /** What it reads on its standard input; nothing if absent. */
  readonly stdin?: string | undefined;
  /** Of each output; what comes beyond is counted and dropped. */
  readonly maxOutputBytes: number;
  /** Told what is to be shown of either output while it comes. */
  readonly onShown?: (line: string) => void;
}

/** A program that has ended, and what it wrote. */
export interface EndedProgram extends ProcessExit {
  readonly stdout: BoundedBytes;
  readonly stderr: BoundedBytes;
}

const termGraceMs = 1000;
const drainMs = 500;

/**
 * Runs a program to its end, and ends with it whatever it started. Throws a `ToolFailure` that says what to do when it
 * cannot be started, and the reason of `signal` when it is aborted, after the whole tree has ended.
 */
export async function runProgram(definition: ProcessDefinition, options: ProgramOptions): Promise<EndedProgram> {
  const { signal, stdin, maxOutputBytes, onShown } = options;
  signal.throwIfAborted();
  const tree = await startProgram(definition);
  const stop = () => void tree.stop({ inputGraceMs: 0, termGraceMs });
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    const stdout = new BoundedBytes(maxOutputBytes);
    const stderr = new BoundedBytes(maxOutputBytes);
    for (const [stream, kept] of [
      [tree.stdout, stdout],
      [tree.stderr, stderr],
    ] as const) {
      const shown = new ShownOutput();
      stream.on("data", (chunk: Buffer) => {
        kept.add(chunk);
        const line = onShown && shown.add(chunk);
        if (line !== undefined) onShown?.(line);
      });
    }
    tree.stdin.end(stdin ?? "");
    const exit = await tree.exited;
    // A program that left something running behind would keep its output open for ever.
    await within(Promise.allSettled([finished(tree.stdout), finished(tree.stderr)]), drainMs);
    signal.throwIfAborted();
    return { ...exit, stdout, stderr };
  } finally {
    signal.removeEventListener("abort", stop);
    await tree.stop({ inputGraceMs: 0, termGraceMs: signal.aborted ? termGraceMs : 0 });
  }
}

async function startProgram(definition: ProcessDefinition): Promise<ProcessTree> {
  try {
    return await ProcessTree.start(definition);
  } catch (thrown) {
    // The source is there; it is the call that names a program which is not.
    if (!(thrown instanceof ToolFailure)) throw thrown;
    throw new ToolFailure("tool", thrown, { cause: thrown, reachedTool: false });
  }
}

/** What is told of a program that has ended: exit code or signal, both outputs, and whether any of it was dropped. */
export function programDetails({ exitCode, signal, stdout, stderr }: EndedProgram): JsonObject & ProgramStreams {
  return {
    exitCode,
    ...(signal !== null && { signal }),
    stdout: stdout.text(),
    stderr: stderr.text(),
    ...((stdout.isTruncated || stderr.isTruncated) && { truncated: true }),
  };
}

interface ProgramStreams {
  readonly stdout: string;
  readonly stderr: string;
}

/** The failure of a program that ended other than well, with the last lines of what it said. */
export function programFailure(
  command: string,
  { exitCode, signal }: ProcessExit,
  details: JsonObject & ProgramStreams,
) {
  const how =
    signal === null
      ? worded('"{0}" ended with exit code {1}', command, String(exitCode))
      : worded('"{0}" was ended by {1}', command, signal);
  const last = lastLines(details.stderr) || lastLines(details.stdout);
  return new ToolFailure("tool", last === "" ? worded("{0}.", how) : worded("{0}: {1}", how, last), { details });
}

const mostLines = 3;
const mostCharacters = 500;

/** Whole ones, so that no secret is cut but at its end, which the redactor can tell. */
function lastLines(output: string): string {
  const lines = output.trimEnd().split("\n").slice(-mostLines);
  while (lines.length > 1 && lines.join("\n").length > mostCharacters) lines.shift();
  return beginningOf(lines.join("\n"), mostCharacters);
}
