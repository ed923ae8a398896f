#!/usr/bin/env node
import { messageOf } from "../core/model/failure";
import { addProcessSecrets } from "../node/runs/redaction/secrets/variableSecrets";
import { readCommandLine, usage, UsageError } from "./commandLine";
import { allIsPrinted, exitCodes } from "./exit";
import { print, printError, terminalRedaction } from "./printing/terminal";
import { version } from "../../package.json";

/** What a command needs is loaded when it is known which command it is. */
async function main(words: readonly string[]): Promise<number> {
  addProcessSecrets(terminalRedaction(), process.env);
  if (words[0] === "task") return (await import("./commands/taskCommand")).runTaskCommand(words.slice(1));
  const commandLine = readCommandLine(words);
  if (commandLine === "help") return printAndSucceed(usage);
  if (commandLine === "version") return printAndSucceed(`${version}\n`);
  return (await import("./command")).runCommand(commandLine);
}

function printAndSucceed(text: string): number {
  print(text);
  return exitCodes.allSucceeded;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = allIsPrinted() ? code : Math.max(code, exitCodes.someDidNot);
  },
  (error: unknown) => {
    printError(`${messageOf(error)}\n`);
    if (error instanceof UsageError) printError("Try parallel-tools --help.\n");
    process.exitCode = exitCodes.nothingRan;
  },
);
