import { parseArgs, type ParseArgsConfig } from "node:util";
import { messageOf } from "../core/model/failure";
import type { Concurrency } from "../core/model/manifest";

export type Format = "text" | "json" | "jsonl";

/** What was asked for on the command line. */
export interface CommandLine {
  readonly command: "run" | "plan" | "tools";
  /** The manifest's path, or `-` for standard input. */
  readonly file: string;
  readonly format: Format;
  /** The file that results are written to; standard output when absent. */
  readonly output?: string;
  readonly maxConcurrency?: Concurrency;
  readonly workspace?: string;
  /** Values of `${input:…}`, by name. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly verbose: boolean;
  /** Print secrets as they are. */
  readonly showSecrets: boolean;
  /** Whether the run is kept on disk; absent where the surroundings decide. */
  readonly keep?: boolean;
  /** Go on with a run that was kept: the newest one of FILE, or one by its id. */
  readonly resume?: "newest" | { readonly id: string };
  /** Run calls again that may already have changed something. */
  readonly allowWrites: boolean;
  /** Write what is kept so that it survives a loss of power, too. */
  readonly sync: boolean;
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
  --format FORMAT        text: lines for people (the default); json: one JSON document on standard output;
                         jsonl (run only): a line of JSON for each call as it ends, then the edges and a summary.
  --output FILE          Write the results of run to FILE, not to standard output.
  --resume               Go on with the newest run of FILE that was kept: calls that succeeded are reused, where id, tool
                         and arguments are the same; those that may have changed something are asked about.
  --run ID               Go on with this run.
  --allow-writes         Run calls again that may already have changed something, without asking (with --resume).
  --keep, --no-keep      Keep the run on disk or not; by default it is kept, unless CI is set.
  --sync                 Keep it so that it survives a loss of power, too. Costs a few milliseconds a call.
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
  const { values, positionals } = readWords(words, options);
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
    format: readFormat(values.format, command),
    inputs: Object.fromEntries((values.input ?? []).map(readInput)),
    verbose: values.verbose ?? false,
    showSecrets: values["show-secrets"] ?? false,
    allowWrites: values["allow-writes"] ?? false,
    sync: values.sync ?? false,
    ...keeping(values, command),
    ...(values["max-concurrency"] !== undefined && { maxConcurrency: readConcurrency(values["max-concurrency"]) }),
    ...(values.output !== undefined && { output: readOutput(values.output, command) }),
    ...(values.workspace !== undefined && { workspace: values.workspace }),
  };
}

/** The options that are about what is kept of a run. */
const ofKeeping = ["keep", "no-keep", "resume", "run", "allow-writes", "sync"] as const;

function keeping(
  values: ReturnType<typeof readWords<typeof options>>["values"],
  command: CommandLine["command"],
): Pick<CommandLine, "keep" | "resume"> {
  const given = ofKeeping.find((name) => values[name] !== undefined);
  if (given !== undefined && command !== "run") throw new UsageError(`--${given} is for run, not for ${command}.`);
  const isResumed = values.resume === true || values.run !== undefined;
  if (values.keep === true && values["no-keep"] === true) throw new UsageError("Give --keep or --no-keep, not both.");
  if (isResumed && values["no-keep"] === true) throw new UsageError("A run that is gone on with is kept.");
  return {
    ...(values.keep === true && { keep: true }),
    ...(values["no-keep"] === true && { keep: false }),
    ...(isResumed && { resume: values.run === undefined ? "newest" : { id: values.run } }),
  };
}

const options = {
  format: { type: "string" },
  output: { type: "string" },
  "max-concurrency": { type: "string" },
  workspace: { type: "string" },
  input: { type: "string", multiple: true },
  verbose: { type: "boolean" },
  "show-secrets": { type: "boolean" },
  keep: { type: "boolean" },
  "no-keep": { type: "boolean" },
  resume: { type: "boolean" },
  run: { type: "string" },
  "allow-writes": { type: "boolean" },
  sync: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

/** Reads words that stand on the command line by these options. Throws a `UsageError`. */
export function readWords<const Options extends NonNullable<ParseArgsConfig["options"]>>(
  words: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...words], allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function readFormat(value = "text", command: string): Format {
  if (value === "text" || value === "json") return value;
  if (value === "jsonl" && command === "run") return value;
  throw new UsageError(`--format takes json or text (run takes jsonl too), not "${value}".`);
}

function readOutput(value: string, command: string): string {
  if (command !== "run") throw new UsageError(`--output is for run, not for ${command}.`);
  if (value === "") throw new UsageError("--output takes a path.");
  return value;
}

function readConcurrency(value: string): Concurrency {
  if (value === "auto") return value;
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new UsageError(`--max-concurrency takes a whole number from 1 or auto, not "${value}".`);
}

function readInput(value: string): [string, string] {
  const cut = value.indexOf("=");
  if (cut < 1) throw new UsageError("--input takes NAME=VALUE.");
  return [value.slice(0, cut), value.slice(cut + 1)];
}
