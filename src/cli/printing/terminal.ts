import { createInterface } from "node:readline/promises";
import type { Shown } from "../../core/model/text/shown";
import { visibleLines } from "../../core/model/text/visible";
import { Redactor, type Redaction } from "../../node/runs/redaction/redactor";

/**
 * The one place where the command line prints. All of it is text that may hold something from outside, so that whatever
 * could move the cursor, or change what has been printed, is made visible first, and secrets are taken out of it.
 */

/** Knows from the first line on what looks like a key; everybody tells it what else is secret. */
let redaction: Redaction = new Redactor();

/** What this process tells its secrets to. */
export function terminalRedaction(): Redaction {
  return redaction;
}

/** Leaves secrets in what is printed from here on, for somebody who asked to see them. */
export function printWith(other: Redaction): void {
  redaction = other;
}

function shown(text: string): Shown {
  return redaction.text(visibleLines(text));
}

type Output = "stdout" | "stderr";

/** What was to be printed while somebody is being asked, in order; `undefined` while nobody is. */
let held: { readonly output: Output; readonly text: Shown }[] | undefined;

/** Whether what the terminal shows ends in the middle of a line. */
let isInLine = false;

/** Prints lines for people on standard output. */
export function print(text: string): void {
  write("stdout", shown(text));
}

/** Prints lines for people on standard error. */
export function printError(text: string): void {
  write("stderr", shown(text));
}

/** Prints JSON, or a piece of it, on standard output: the same values, with nothing in it that a terminal would obey. */
export function printJson(json: Shown): void {
  write("stdout", visibleJson(json));
}

/** The same without printing it. */
export function visibleJson(json: Shown): Shown {
  return json.replace(notAscii, inJson) as Shown;
}

/** A terminal takes these for controls, or draws them other than where they stand; JSON knows them as `\uXXXX`, too. */
const notAscii = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

function inJson(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Whether there is somebody to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/**
 * Asks on a line of its own, and gives the answer; `undefined` when it was interrupted. Whatever is to be printed meanwhile
 * comes after the answer, so that nothing stands below the question that does not belong to it.
 */
export async function ask(
  lines: readonly string[],
  question: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const text = [...lines, ""].join("\n");
  write("stderr", shown(`${isInLine ? "\n" : ""}${text}`));
  held = [];
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // A terminal that is read line by line tells Ctrl+C as a key; it means what it means everywhere else.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    return await terminal.question(shown(question), { signal });
  } catch {
    // Interrupted, or the terminal went away.
    return undefined;
  } finally {
    terminal.close();
    const waiting = held;
    held = undefined;
    for (const { output, text: later } of waiting) write(output, later);
  }
}

function write(output: Output, text: Shown): void {
  if (text === "") return;
  if (held !== undefined) {
    held.push({ output, text });
    return;
  }
  isInLine = !text.endsWith("\n");
  process[output].write(text);
}
