import type { Writable } from "node:stream";
import { errorCode } from "../node/tools/thrown";
import { printError } from "./printing/terminal";

export const exitCodes = { allSucceeded: 0, someDidNot: 1, nothingRan: 2 } as const;

let isPrinted = true;

/** Whether all that was written to standard output, or to the file of `--output`, has arrived there. */
export function allIsPrinted(): boolean {
  return isPrinted;
}

/** The end of who reads what is printed (`… | head`) cancels what goes on, so that servers end and results are kept. */
export function onUnprinted(cancel: () => void, results: Writable = process.stdout): void {
  // It stays, since what is written later fails as well. That nobody reads on needs no word.
  const unprinted = (error: Error): void => {
    if (errorCode(error) !== "EPIPE") printError(`It could not be printed: ${error.message}\n`);
    isPrinted = false;
    process.exitCode = exitCodes.someDidNot;
    cancel();
  };
  process.stdout.on("error", unprinted);
  if (results !== process.stdout) results.on("error", unprinted);
}
