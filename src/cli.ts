import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { text as readStream } from "node:stream/consumers";
import { version } from "../package.json";
import { readCommandLine, usage, UsageError, type CommandLine } from "./cli/commandLine";
import { environmentOf } from "./cli/environment";
import { runTaskCommand } from "./cli/task";
import { callLine, planLines, problemLines, summaryLine, toolLines } from "./cli/text";
import { positionAt } from "./manifest/position";
import { messageOf } from "./model/failure";
import { newRunId } from "./runs/journal";
import { prepare, type Prepared } from "./runs/prepare";
import { resultsDocument } from "./runs/resultsDocument";
import type { SourceListing } from "./tools/catalogue";
import { errorCode } from "./tools/systemError";

const exitCodes = { allSucceeded: 0, someDidNot: 1, nothingRan: 2, interruptedTwice: 130 } as const;

/** Whether all that was written to standard output has arrived there. */
let isPrinted = true;

async function main(): Promise<number> {
  const words = process.argv.slice(2);
  if (words[0] === "task") return task(words.slice(1));
  const commandLine = readCommandLine(words);
  if (commandLine === "help") return say(usage);
  if (commandLine === "version") return say(`${version}\n`);

  const text = await readText(commandLine.file);
  const stop = new AbortController();
  const interrupt = onInterrupt(() => stop.abort());
  const environment = await environmentOf(commandLine);
  const input = {
    text,
    environment,
    ...(commandLine.maxConcurrency !== undefined && { maxConcurrency: commandLine.maxConcurrency }),
  };
  const prepared = await prepare({ ...input, servers: "start", signal: stop.signal }).catch((thrown: unknown) => {
    if (!stop.signal.aborted) throw thrown;
    if (commandLine.command !== "run") throw new Error("It was interrupted while the tools were looked up.");
    return prepare({ ...input, servers: "leave" });
  });
  try {
    switch (commandLine.command) {
      case "run":
        return await run(commandLine, text, prepared, stop.signal);
      case "plan":
        return plan(commandLine, text, { ...prepared, plan: environment.redaction.value(prepared.plan) });
      case "tools":
        return tools(commandLine, environment.redaction.value(await prepared.catalogue.list(stop.signal)));
    }
  } finally {
    await prepared.close();
    interrupt.dispose();
  }
}

async function task(words: readonly string[]): Promise<number> {
  const stop = new AbortController();
  const interrupt = onInterrupt(() => stop.abort());
  try {
    return await runTaskCommand(words, stop.signal);
  } finally {
    interrupt.dispose();
  }
}

async function run(
  { file, format }: CommandLine,
  text: string,
  prepared: Prepared,
  stop: AbortSignal,
): Promise<number> {
  process.stderr.write(problemLines(file, text, prepared.problems));
  const id = newRunId(Date.now());
  const session = prepared.session({
    header: prepared.header(id, file, Date.now()),
    // Who interrupted while the tools were looked up gets a document of calls that were all cancelled.
    ...(stop.aborted && { awaitingApproval: new Set(prepared.plan.calls.map(({ index }) => index)) }),
  });
  if (prepared.problems.some((problem) => problem.severity === "error")) {
    if (format === "json")
      sayJson(resultsDocument(session.plan, { ...session.state, calls: [] }, availableParallelism()));
    return exitCodes.nothingRan;
  }
  if (!prepared.inputsProvided) {
    throw new UsageError(`${file} asks for an input that has no value. Give it with --input NAME=VALUE.`);
  }
  if (format === "text") {
    session.subscribe((event) => {
      const call = event.type === "callEnded" ? session.state.calls[event.call] : undefined;
      if (call) say(callLine(session.plan, call));
    });
  }
  stop.addEventListener("abort", () => session.cancel(), { once: true });
  const ended = session.start();
  if (stop.aborted) session.cancel();
  await ended;
  await session.close();
  if (format === "json") sayJson(resultsDocument(session.plan, session.state, availableParallelism()));
  else say(summaryLine(session.plan, session.state, availableParallelism()));
  const all = session.state.calls.every((call) => call.ending?.outcome === "succeeded");
  return all ? exitCodes.allSucceeded : exitCodes.someDidNot;
}

function plan({ file, format }: CommandLine, text: string, prepared: Prepared): number {
  const { calls, edges } = prepared.plan;
  if (format === "json") {
    sayJson({
      calls: calls.map(({ index, id, tool, arguments: args }) => ({ index, id, tool, arguments: args })),
      edges,
      problems: prepared.problems.map(({ message, range, severity }) => ({
        message,
        ...positionAt(text, range.offset),
        severity,
      })),
    });
  } else {
    say(planLines(prepared.plan, availableParallelism()));
    process.stderr.write(problemLines(file, text, prepared.problems));
  }
  return prepared.problems.some((problem) => problem.severity === "error")
    ? exitCodes.nothingRan
    : exitCodes.allSucceeded;
}

function tools({ format }: CommandLine, sources: readonly SourceListing[]): number {
  if (format === "json") sayJson({ sources });
  else say(toolLines(sources));
  return sources.some((listing) => "unavailable" in listing) ? exitCodes.someDidNot : exitCodes.allSucceeded;
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

/**
 * The first interruption, or the end of who reads what is printed, cancels what goes on, so that servers end and results
 * are kept; a second one ends at once.
 */
function onInterrupt(cancel: () => void): { dispose(): void } {
  let interrupted = false;
  const listener = (): void => {
    if (interrupted) process.exit(exitCodes.interruptedTwice);
    interrupted = true;
    cancel();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, listener);
  // It stays, since what is written later fails as well. That nobody reads on (`… | head`) needs no word.
  process.stdout.on("error", (error: Error) => {
    if (errorCode(error) !== "EPIPE") process.stderr.write(`It could not be printed: ${error.message}\n`);
    isPrinted = false;
    process.exitCode = exitCodes.someDidNot;
    cancel();
  });
  return {
    dispose() {
      for (const signal of signals) process.off(signal, listener);
    },
  };
}

function say(text: string): number {
  process.stdout.write(text);
  return exitCodes.allSucceeded;
}

function sayJson(document: unknown): void {
  say(`${JSON.stringify(document, null, 2)}\n`);
}

main().then(
  (code) => {
    process.exitCode = isPrinted ? code : Math.max(code, exitCodes.someDidNot);
  },
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    if (error instanceof UsageError) process.stderr.write("Try parallel-tools --help.\n");
    process.exitCode = exitCodes.nothingRan;
  },
);
