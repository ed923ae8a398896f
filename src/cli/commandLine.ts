import { parseArgs } from "node:util";
import { messageOf } from "../model/failure";
import type { Concurrency } from "../model/manifest";

/** What was asked for on the command line. */
export interface CommandLine {
  readonly command: "run" | "plan" | "tools";
  /** The manifest's path, or `-` for standard input. */
  readonly file: string;
  readonly format: "text" | "json";
  readonly maxConcurrency?: Concurrency;
  readonly workspace?: string;
  /** Values of `${input:…}`, by name. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly verbose: boolean;
  /** Print secrets as they are. */
  readonly showSecrets: boolean;
}

/** The words of the command line cannot be understood; the message says which, and what to write. */
export class UsageError extends Error {}

export const usage = `Usage: parallel-tools <command> FILE [options]

Commands:
  run FILE     Run the calls of FILE in parallel and print their results.
  plan FILE    Print the calls, the edges between them and all problems; run nothing.
  tools FILE   Print the tools that the calls of FILE can use.
  task "…"     Have a model plan a task, run its calls and answer; parallel-tools task --help says how.

FILE is a manifest (*.toolcalls.json), or any text with tool calls in it; - reads standard input.

Options:
  --format json|text     One JSON document on standard output, or lines for people (text, the default).
  --max-concurrency N    How many calls run at the same time: a number or auto.
  --workspace DIR        What \${workspaceFolder} means and relative paths start from.
                         By default this folder if FILE is inside it, else FILE's folder.
  --input NAME=VALUE     The value of \${input:NAME}; may be given several times.
  --show-secrets         Print values of inputs, environment variables and keys as they are, not «redacted».
  --verbose              Print what tool sources log on standard error.
  --help, --version

Exit status: 0 when all calls succeeded, 1 when some did not, 2 when nothing could run.
`;

const commands = ["run", "plan", "tools"] as const;

/** Reads the arguments after the program's name. Throws a `UsageError`. `"help"` and `"version"` ask for just that. */
export function readCommandLine(words: readonly string[]): CommandLine | "help" | "version" {
  const { values, positionals } = parse(words);
  if (values.help) return "help";
  if (values.version) return "version";
  const [name, file, ...more] = positionals;
  const command = commands.find((each) => each === name);
  if (command === undefined) {
    throw new UsageError(name === undefined ? "No command was given." : `There is no command "${name}".`);
  }
  if (file === undefined) throw new UsageError(`"${command}" needs a FILE.`);
  if (more.length > 0) throw new UsageError(`"${command}" takes one FILE, not ${more.length + 1}.`);
  return {
    command,
    file,
    format: readFormat(values.format),
    inputs: Object.fromEntries((values.input ?? []).map(readInput)),
    verbose: values.verbose ?? false,
    showSecrets: values["show-secrets"] ?? false,
    ...(values["max-concurrency"] !== undefined && { maxConcurrency: readConcurrency(values["max-concurrency"]) }),
    ...(values.workspace !== undefined && { workspace: values.workspace }),
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        format: { type: "string" },
        "max-concurrency": { type: "string" },
        workspace: { type: "string" },
        input: { type: "string", multiple: true },
        verbose: { type: "boolean" },
        "show-secrets": { type: "boolean" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function readFormat(value = "text"): "text" | "json" {
  if (value === "text" || value === "json") return value;
  throw new UsageError(`--format takes json or text, not "${value}".`);
}

function readConcurrency(value: string): Concurrency {
  if (value === "auto") return value;
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new UsageError(`--max-concurrency takes a whole number from 1 or auto, not "${value}".`);
}

function readInput(value: string): [string, string] {
  const cut = value.indexOf("=");
  if (cut < 1) throw new UsageError(`--input takes NAME=VALUE, not "${value}".`);
  return [value.slice(0, cut), value.slice(cut + 1)];
}
