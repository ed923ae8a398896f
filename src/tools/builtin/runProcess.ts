import { resolve } from "node:path";
import { finished } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";

import * as z from "zod";

import { ToolFailure } from "../../model/failure";
import type { JsonObject } from "../../model/json";
import { environmentWith } from "../processEnvironment";
import { ProcessTree, type ProcessExit } from "../processTree";
import { BoundedBytes } from "../boundedBytes";
import { builtInTool } from "./builtInTool";

const maxOutputBytes = 10 * 1024 * 1024;
const termGraceMs = 1000;
const drainMs = 500;

export const runProcessTool = builtInTool({
  name: "run_process",
  title: "Run Process",
  description:
    "Runs a program with an array of arguments and no shell, as { exitCode, stdout, stderr }. An exit code other than 0 is a failure. Whatever the program started is ended with it. Keeps up to 10 MB of each output.",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.strictObject({
    command: z.string().min(1).describe("The program: a name on the PATH or a path."),
    args: z.array(z.string()).default([]).describe("Its arguments, each passed as it is."),
    cwd: z
      .string()
      .min(1)
      .optional()
      .describe("The folder to run it in; relative to the workspace folder, which is the default."),
    env: z
      .record(z.string(), z.union([z.string(), z.null()]))
      .default({})
      .describe("Environment variables to add or, with null, to remove."),
    stdin: z.string().optional().describe("What the program reads on its standard input; nothing if absent."),
  }),
  async run({ command, args, cwd, env, stdin }, { workspaceFolder, signal }) {
    const folder = resolve(workspaceFolder ?? process.cwd(), cwd ?? ".");
    const tree = await startProcess({ command, args, cwd: folder, env: environmentWith(env) });
    const stop = () => void tree.stop({ inputGraceMs: 0, termGraceMs });
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    try {
      const stdout = new BoundedBytes(maxOutputBytes);
      const stderr = new BoundedBytes(maxOutputBytes);
      tree.stdout.on("data", (chunk: Buffer) => {
        stdout.add(chunk);
      });
      tree.stderr.on("data", (chunk: Buffer) => {
        stderr.add(chunk);
      });
      tree.stdin.end(stdin ?? "");
      const exit = await tree.exited;
      // A program that left something running behind would keep its output open for ever.
      await Promise.race([Promise.allSettled([finished(tree.stdout), finished(tree.stderr)]), delay(drainMs)]);
      signal.throwIfAborted();
      return resultOf(command, exit, stdout, stderr);
    } finally {
      signal.removeEventListener("abort", stop);
      await tree.stop({ inputGraceMs: 0, termGraceMs: signal.aborted ? termGraceMs : 0 });
    }
  },
});

async function startProcess(definition: Parameters<typeof ProcessTree.start>[0]): Promise<ProcessTree> {
  try {
    return await ProcessTree.start(definition);
  } catch (thrown) {
    // The source is there; it is the call that names a program which is not.
    if (!(thrown instanceof ToolFailure)) throw thrown;
    throw new ToolFailure("tool", thrown.message, { cause: thrown, reachedTool: false });
  }
}

function resultOf(command: string, { exitCode, signal }: ProcessExit, stdout: BoundedBytes, stderr: BoundedBytes) {
  const output = { stdout: stdout.text(), stderr: stderr.text() };
  const truncated = stdout.isTruncated || stderr.isTruncated;
  const details: JsonObject = {
    exitCode,
    ...(signal !== null && { signal }),
    ...output,
    ...(truncated && { truncated }),
  };
  if (exitCode !== 0) {
    const how = signal === null ? `ended with exit code ${String(exitCode)}` : `was ended by ${signal}`;
    const said = lastLines(output.stderr) || lastLines(output.stdout);
    throw new ToolFailure("tool", `"${command}" ${how}${said === "" ? "." : `: ${said}`}`, { details });
  }
  const text = [output.stdout, output.stderr].filter((each) => each !== "").join("\n");
  return { content: [{ type: "text" as const, text }], structuredContent: details };
}

function lastLines(output: string): string {
  return output.trimEnd().split("\n").slice(-3).join("\n").slice(-500);
}
