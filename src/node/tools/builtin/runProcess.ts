import { resolve } from "node:path";

import * as z from "zod";

import { environmentWith } from "../processes/processEnvironment";
import { programDetails, programFailure, runProgram } from "../processes/runProgram";
import { builtInTool } from "./builtInTool";

const maxOutputBytes = 10 * 1024 * 1024;

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
  async run({ command, args, cwd, env, stdin }, { places, signal }) {
    const folder = resolve(places.workspaceFolder ?? process.cwd(), cwd ?? ".");
    const program = { command, args, cwd: folder, env: environmentWith(env) };
    const ended = await runProgram(program, { signal, stdin, maxOutputBytes });
    const details = programDetails(ended);
    if (ended.exitCode !== 0) throw programFailure(command, ended, details);
    const text = [details.stdout, details.stderr].filter((each) => each !== "").join("\n");
    return { content: [{ type: "text", text }], structuredContent: details };
  },
});
