import type { PlanMode } from "../../node/tasks/instructions";
import { defaultBaseUrl, type OpenAiSettings } from "../../node/tasks/models/openaiModel";
import { readWords, UsageError } from "../commandLine";

/** What `parallel-tools task` was asked for. */
export interface TaskLine {
  readonly prompt: string;
  readonly mode: PlanMode;
  readonly planOnly: boolean;
  readonly format: "text" | "json";
  /** Approves every call; without it each that may change something, reaches out or leads out of the workspace is asked for, or denied where nobody can answer. */
  readonly allowWrites: boolean;
  /** A manifest whose servers, tools, limits and safety hold; its calls are not run. */
  readonly manifest?: string;
  readonly workspace?: string;
  /** Patterns `source/name`, `source/*` or `name` of the tools to offer; all when empty. */
  readonly tools: readonly string[];
  readonly model: OpenAiSettings;
  readonly inputs: Readonly<Record<string, string>>;
  readonly verbose: boolean;
}

export const taskUsage = `Usage: parallel-tools task "PROMPT" [options]

Has a model plan the task, runs its calls while it still writes them, and prints its answer. - reads the prompt from
standard input.

Options:
  --model NAME           The model. By default the variable OPENAI_MODEL.
  --base-url URL         The OpenAI-compatible server, such as http://127.0.0.1:11434/v1.
                         By default the variable OPENAI_BASE_URL, or else OpenAI's own.
  --azure-api-version V  For Azure endpoints with deployments; --model is then the deployment.
  --header NAME:VALUE    Sent with every request; may be given several times.
  --mode plan|agent      The whole plan in one go (plan, the default), or one step after another.
  --plan-only            Print the plan as a manifest and run nothing.
  --manifest FILE        Use the servers, tools, limits and safety of this manifest.
  --tool PATTERN         Offer only these tools (source/name, source/* or name); may be given several times.
  --allow-writes         Run all calls without asking, also those that may change something or reach out.
  --format json|text     One JSON document on standard output, or lines for people (text, the default).
  --workspace DIR        What \${workspaceFolder} means and relative paths start from; this folder by default.
  --input NAME=VALUE     The value of \${input:NAME} of a server; may be given several times.
  --verbose              Print what tool sources log on standard error.

The key is the variable OPENAI_API_KEY. Exit status: 0 when the task was answered (or planned) and all calls succeeded, 1
when some did not or the task was stopped, 2 when there was no answer.
`;

/** Reads what stands after `task`. Throws a `UsageError`. */
export function readTaskLine(words: readonly string[], env: (name: string) => string | undefined): TaskLine | "help" {
  const { values, positionals } = readWords(words, options);
  if (values.help) return "help";
  const [prompt, ...more] = positionals;
  if (prompt === undefined || prompt.trim() === "") throw new UsageError('"task" needs a prompt. Write it in quotes.');
  if (more.length > 0) throw new UsageError('"task" takes one prompt. Write it in quotes.');
  return {
    prompt,
    mode: oneOf("--mode", values.mode ?? "plan", ["plan", "agent"]),
    format: oneOf("--format", values.format ?? "text", ["text", "json"]),
    planOnly: values["plan-only"] ?? false,
    allowWrites: values["allow-writes"] ?? false,
    tools: values.tool ?? [],
    verbose: values.verbose ?? false,
    inputs: Object.fromEntries((values.input ?? []).map((each) => pair("--input", each, "="))),
    model: modelOf(values, env),
    ...(values.manifest !== undefined && { manifest: values.manifest }),
    ...(values.workspace !== undefined && { workspace: values.workspace }),
  };
}

type Values = ReturnType<typeof readWords<typeof options>>["values"];

function modelOf(values: Values, env: (name: string) => string | undefined): OpenAiSettings {
  const given = (name: string): string | undefined => {
    const value = env(name)?.trim();
    return value === "" ? undefined : value;
  };
  const model = values.model ?? given("OPENAI_MODEL");
  if (model === undefined) throw new UsageError("Which model? Give it with --model, or set OPENAI_MODEL.");
  const apiKey = given("OPENAI_API_KEY");
  const version = values["azure-api-version"];
  const headers = (values.header ?? []).map((each) => pair("--header", each, ":"));
  return {
    model,
    baseUrl: values["base-url"] ?? given("OPENAI_BASE_URL") ?? defaultBaseUrl,
    ...(apiKey !== undefined && { apiKey }),
    ...(version !== undefined && { azureApiVersion: version }),
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
  };
}

const options = {
  model: { type: "string" },
  "base-url": { type: "string" },
  "azure-api-version": { type: "string" },
  header: { type: "string", multiple: true },
  mode: { type: "string" },
  "plan-only": { type: "boolean" },
  manifest: { type: "string" },
  tool: { type: "string", multiple: true },
  "allow-writes": { type: "boolean" },
  format: { type: "string" },
  workspace: { type: "string" },
  input: { type: "string", multiple: true },
  verbose: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

function oneOf<T extends string>(option: string, value: string, values: readonly T[]): T {
  const found = values.find((each) => each === value);
  if (found === undefined) throw new UsageError(`${option} takes ${values.join(" or ")}, not "${value}".`);
  return found;
}

function pair(option: string, value: string, separator: string): [string, string] {
  const cut = value.indexOf(separator);
  if (cut < 1) throw new UsageError(`${option} takes NAME${separator}VALUE.`);
  return [value.slice(0, cut).trim(), value.slice(cut + 1).trim()];
}
