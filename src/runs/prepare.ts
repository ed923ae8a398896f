import type { ResultCache } from "../engine/resultCache";
import { parseManifest, type ParsedManifest } from "../manifest/parse";
import type { JsonObject } from "../model/json";
import type { Call, Concurrency, Manifest, Problem, TextRange } from "../model/manifest";
import type { Plan, ToolLookup } from "../model/plan";
import { planCalls, type PlanEnvironment, type PlanOutcome, type PlanProblem } from "../plan/plan";
import type { Catalogue } from "../tools/catalogue";
import type { ToolSource } from "../tools/source";
import { machineRules, type RunEnvironment } from "./environment";
import type { RunHeader } from "./journal";
import { withSecretsOf } from "./restoredRun";
import { RunSession, type SessionOptions } from "./session";
import { openToolbox, type Toolbox } from "./toolbox";

export interface PrepareInput {
  readonly text: string;
  /** Only this part of the text: a selection. */
  readonly within?: TextRange;
  readonly environment: RunEnvironment;
  /** Whether servers may be started to ask for their tools. If not, tools that only they could have pass unchecked. */
  readonly servers: "start" | "leave";
  /** Ends the look-up of tools; then preparing rejects. */
  readonly signal?: AbortSignal;
  /** Comes before the manifest's. */
  readonly maxConcurrency?: Concurrency;
}

/** Calls that were read, looked up and planned, with all that is needed to run them. */
export interface Prepared {
  /** The text is a manifest, rather than calls that something else produced. */
  readonly native: boolean;
  readonly manifest: Manifest;
  readonly plan: Plan;
  /** In the order of the text. With an error among them the plan must not be run. */
  readonly problems: readonly Problem[];
  readonly catalogue: Catalogue;
  /** Every `${input:…}` that the calls use has a value: none was refused. */
  readonly inputsProvided: boolean;
  /** The same calls, some of them with other arguments, planned anew. Nothing is looked up again. */
  withArguments(edited: Readonly<Record<number, JsonObject>>): Prepared;
  /** Other calls in place of the manifest's, planned with everything else that it says. */
  planOf(calls: readonly Call[], lookups: readonly ToolLookup[]): PlanOutcome;
  /** In the order in which they are shown; asking one for its tools starts it. */
  readonly sources: readonly ToolSource[];
  /** Asks for the inputs that the definition of one source uses and that have no value; false when one was refused. */
  provideInputsOf(source: string): Promise<boolean>;
  /** What a source is, as text that is the same for two sources exactly if they are defined alike. */
  definitionOf(source: string): string;
  header(id: string, title: string, startedAt: number): RunHeader;
  session(options: SessionParts): RunSession;
  /** Ends the servers that were started; for what is not run after all. */
  close(): Promise<void>;
}

/** What a session is made of beside its tools; `cacheFor` gives the cache shared by all runs with the same sources. */
export interface SessionParts extends Omit<SessionOptions, "toolbox" | "cache" | "redaction" | "planning"> {
  readonly cacheFor?: (sourcesKey: string) => ResultCache;
}

/**
 * Turns text into a plan: reads it, looks its tools up, which starts the servers that are needed, and finds edges and
 * problems. Rejects only when `signal` is aborted, after the servers have ended.
 */
export async function prepare(input: PrepareInput): Promise<Prepared> {
  const { text, within, environment, signal } = input;
  const parsed = parseManifest(text, within && { within });
  const manifest = withConcurrency(parsed.manifest, input.maxConcurrency);
  const toolbox = openToolbox(manifest, environment);
  const inputsProvided = input.servers === "leave" || (await toolbox.provideInputs());
  const lookups =
    input.servers === "start"
      ? await activeLookups(manifest, toolbox, signal)
      : await passiveLookups(manifest, toolbox);
  return preparedOf(manifest, { parsed, environment, toolbox, lookups, inputsProvided });
}

async function activeLookups(
  manifest: Manifest,
  { catalogue }: Toolbox,
  signal: AbortSignal | undefined,
): Promise<readonly ToolLookup[]> {
  try {
    return await catalogue.lookUp(manifest.calls, signal);
  } catch (thrown) {
    // Nobody is left to end the servers that were being started.
    await catalogue.close();
    throw thrown;
  }
}

interface LookedUp {
  readonly parsed: ParsedManifest;
  readonly environment: RunEnvironment;
  readonly toolbox: Toolbox;
  readonly lookups: readonly ToolLookup[];
  readonly inputsProvided: boolean;
}

function preparedOf(manifest: Manifest, lookedUp: LookedUp): Prepared {
  const { parsed, environment, toolbox, lookups, inputsProvided } = lookedUp;
  const planned = planWith(manifest, lookups, environment, toolbox);
  return {
    native: parsed.native,
    manifest,
    plan: planned.plan,
    problems: environment.redaction.value(
      inOrder([
        ...parsed.problems,
        ...toolbox.problems.map(({ at, ...problem }) => ({ ...problem, range: parsed.rangeOf(at) })),
        ...planned.problems.map((problem) => located(problem, parsed)),
      ]),
    ),
    catalogue: toolbox.catalogue,
    inputsProvided,
    withArguments: (edited) => {
      const calls = manifest.calls.map((call) => ({ ...call, arguments: edited[call.index] ?? call.arguments }));
      return preparedOf({ ...manifest, calls }, lookedUp);
    },
    planOf: (calls, found) => planWith({ ...manifest, calls }, found, environment, toolbox),
    sources: toolbox.sources,
    provideInputsOf: (source) => toolbox.provideInputsOf(source),
    definitionOf: (source) => toolbox.definitionOf(source),
    header: (id, title, startedAt) => ({
      version: 1,
      id,
      title,
      startedAt,
      manifest,
      plan: planned.plan,
      ...(environment.file !== undefined && { file: environment.file }),
      ...(environment.workspaceFolder !== undefined && { workspaceFolder: environment.workspaceFolder }),
    }),
    session: (parts) => sessionOf(parts, toolbox, environment),
    close: () => toolbox.catalogue.close(),
  };
}

/**
 * A kept run, ready to be shown and to be retried. Its servers start when a call needs them. Secrets that its calls were
 * written with are read again from `text`, its document as it stands now.
 */
export function reopen(parts: SessionParts, environment: RunEnvironment, text: string | undefined): RunSession {
  const header = text === undefined ? parts.header : withSecretsOf(text, parts.header, environment.redaction);
  return sessionOf({ ...parts, header }, openToolbox(header.manifest, environment), environment);
}

async function passiveLookups(manifest: Manifest, toolbox: Toolbox): Promise<readonly ToolLookup[]> {
  const found = await toolbox.passiveCatalogue.lookUp(manifest.calls);
  // Where no server is left that could have a tool, there is no such tool.
  if (toolbox.sources.every(({ isPassive }) => isPassive)) return found;
  return found.map((lookup, index) => (lookup.kind === "found" ? lookup : notAsked(manifest, index)));
}

/** A tool that only a server could have is taken to be there. */
function notAsked(manifest: Manifest, index: number): ToolLookup {
  const tool = manifest.calls[index]?.tool ?? "";
  const slash = tool.indexOf("/");
  return {
    kind: "unavailable",
    source: tool.slice(0, Math.max(0, slash)),
    toolName: tool.slice(slash + 1),
    reason: "Its server was not asked.",
  };
}

function planWith(manifest: Manifest, lookups: readonly ToolLookup[], environment: RunEnvironment, toolbox: Toolbox) {
  const { defaults } = environment;
  return planCalls({ manifest, lookups, defaults, environment: planEnvironment(environment, toolbox) });
}

function planEnvironment(environment: RunEnvironment, toolbox: Toolbox): PlanEnvironment {
  const { workspaceFolder, file } = environment;
  return {
    ...machineRules(),
    ...(workspaceFolder !== undefined && { workspaceFolder }),
    ...(file !== undefined && { file }),
    baseDirectoryOf: (source) => toolbox.baseDirectoryOf(source),
    environmentVariable: (name) => environment.env(name),
  };
}

function sessionOf({ cacheFor, ...parts }: SessionParts, toolbox: Toolbox, environment: RunEnvironment): RunSession {
  const { redaction, defaults } = environment;
  return new RunSession({
    ...parts,
    toolbox,
    redaction,
    planning: () => ({ defaults, environment: planEnvironment(environment, toolbox) }),
    ...(cacheFor && { cache: cacheFor(toolbox.sourcesKey) }),
  });
}

function withConcurrency(manifest: Manifest, maxConcurrency: Concurrency | undefined): Manifest {
  return maxConcurrency === undefined ? manifest : { ...manifest, maxConcurrency };
}

function located({ severity, message, call, at }: PlanProblem, parsed: ParsedManifest): Problem {
  if (at === undefined) return { severity, message, range: parsed.callRange(call) };
  switch (at.part) {
    case "limits":
    case "safety":
    case "resources":
      return { severity, message, range: parsed.rangeOf([at.part, ...(at.path ?? [])]) };
    case "tool":
      return { severity, message, range: parsed.toolRange(call) };
    case "arguments":
      return { severity, message, range: parsed.argumentRange(call, at.path ?? []) };
    case "id":
    case "dependsOn":
      return { severity, message, range: parsed.optionRange(call, at.part) };
  }
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((one, other) => one.range.offset - other.range.offset);
}
