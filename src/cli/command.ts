import { readFile } from "node:fs/promises";
import { text as readStream } from "node:stream/consumers";
import { messageOf } from "../core/model/failure";
import { prepare, type PrepareInput } from "../node/runs/prepare";
import { noRedaction } from "../node/runs/redaction/redactor";
import { UsageError, type CommandLine } from "./commandLine";
import { environmentOf } from "./environment";
import { onUnprinted } from "./exit";
import { limitHeapGrowth } from "./heapGrowth";
import { Interruption } from "./interruption";
import { ended, Output, outputFile } from "./printing/output";
import { planCalls } from "./commands/planCommand";
import { runCalls } from "./commands/runCommand";
import { printWith } from "./printing/terminal";
import { listTools } from "./commands/toolsCommand";

/** Carries out `run`, `plan` or `tools`. Gives the exit code; throws what is to be said of a failure. */
export async function runCommand(commandLine: CommandLine): Promise<number> {
  if (commandLine.showSecrets) printWith(noRedaction);
  const text = await readText(commandLine.file);
  limitHeapGrowth(text);
  const stop = new AbortController();
  const results = commandLine.output === undefined ? process.stdout : outputFile(commandLine.output);
  const output = new Output(results, commandLine.format);
  onUnprinted(() => stop.abort(), results);
  const interruption = new Interruption(() => stop.abort());
  const environment = await environmentOf(commandLine);
  const input: Omit<PrepareInput, "servers"> = {
    text,
    origin: "userFile",
    definitions: "ofUser",
    environment,
    ...(commandLine.maxConcurrency !== undefined && { maxConcurrency: commandLine.maxConcurrency }),
  };
  const prepared = await prepare({
    ...input,
    servers: "start",
    signal: stop.signal,
    waiting: (wait) => interruption.during(wait),
  }).catch((thrown: unknown) => {
    if (!stop.signal.aborted) throw thrown;
    if (commandLine.command !== "run") throw new Error("It was interrupted while the tools were looked up.");
    return prepare({ ...input, servers: "leave" });
  });
  try {
    switch (commandLine.command) {
      case "run":
        return await runCalls({ commandLine, text, prepared, output, stop: stop.signal, interruption });
      case "plan":
        return await planCalls(commandLine, text, prepared, output);
      case "tools":
        return await interruption.during(async () => {
          return listTools(commandLine, await prepared.catalogue.list(stop.signal), output);
        });
    }
  } finally {
    await prepared.close();
    await ended(results);
  }
}

async function readText(file: string): Promise<string> {
  if (file === "-") return readStream(process.stdin);
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new UsageError(`${file} could not be read: ${messageOf(error)}`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${file} is not UTF-8 text. Save it as UTF-8 and run it again.`);
  }
}
