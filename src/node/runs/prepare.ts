import type { ResultCache } from "../../core/engine/sharing/resultCache";
import { parseManifest } from "../../core/manifest/parse";
import type { ParsedManifest } from "../../core/manifest/parsedManifest";
import type { JsonObject } from "../../core/model/data/json";
import type { Call, Concurrency, Manifest, Problem, TextRange } from "../../core/model/manifest";
import { isUsers, type Origin } from "../../core/model/origin";
import type { Places } from "../../core/model/places";
import type { Plan, ToolLookup } from "../../core/model/plan";
import { planCalls, type PlanEnvironment, type PlanOutcome, type PlanProblem } from "../../core/plan/plan";
import type { Catalogue } from "../tools/catalogue";
import type { ToolSource } from "../tools/source";
import { leftOutProblem, withoutForeignDefinitions, type DefinitionKey } from "./environment/authorship";
import { machineRules, type RunEnvironment } from "./environment/environment";
import type { RunHeader } from "./journal/header";
import { withSecretsOf } from "./restoredRun";
import { RunSession } from "./session";
import type { GivenRun, RunKeeping } from "./sessionOptions";
import { openToolbox, type Toolbox } from "./environment/toolbox";
import { worded } from "../../core/model/text/wording";

export interface PrepareInput {
  readonly text: string;
  /** Only this part of the text: a selection. */
  readonly within?: TextRange;
  /** Where the text stands; what nobody is known to have written counts as a stranger's. */
  readonly origin?: Origin;
  /** What is defined by text that is not the user's is left out, where nobody could be asked about it. */
  readonly definitions?: "ofUser";
  readonly environment: RunEnvironment;
  /** Whether servers may be started to ask for their tools. If not, tools that only they could have pass unchecked. */
  readonly servers: "start" | "leave";
  /** Ends the look-up of tools; then preparing rejects. */
  readonly signal?: AbortSignal;
  /** Is around the look-up of tools, the one part of preparing that leaves the thread free while it goes on. */
  readonly waiting?: <T>(wait: () => Promise<T>) => Promise<T>;
  /** The text is a manifest whose calls are not to run: only what else it says counts. */
  readonly form?: "settings";
  /** Comes before the manifest's. */
  readonly maxConcurrency?: Concurrency;
}

/** Calls that were read, looked up and planned, with all that is needed to run them. */
export interface Prepared {
  readonly manifest: Manifest;
  readonly places: Places;
  readonly plan: Plan;
  /** In the order of the text. With an error among them the plan must not be run. */
  readonly problems: readonly Problem[];
  readonly catalogue: Catalogue;
  /** Every `${input:…}` that the calls use has a value: none was refused. */
  readonly inputsProvided: boolean;
  /** The same calls, some of them with other arguments, planned anew. Nothing is looked up again. */
  withArguments(edited: Readonly<Record<number, JsonObject>>): Prepared;
  /** The same calls, planned anew where something more is said of the state of sources. */
  withState(entries: NonNullable<Manifest["state"]>): Prepared;
  /** Where the tool of a call stands in the text. */
  toolRange(call: number): TextRange;
  /** Other calls in place of the manifest's, planned with everything else that it says. */
  planOf(calls: readonly Call[], lookups: readonly ToolLookup[]): PlanOutcome;
  /** In the order in which they are shown; asking one for its tools starts it. */
  readonly sources: readonly ToolSource[];
  /** Asks for the inputs that the definition of one source uses and that have no value; false when one was refused. */
  provideInputsOf(source: string): Promise<boolean>;
  /** What a source is, as text that is the same for two sources exactly if they are defined alike. */
  definitionOf(source: string): string;
  header(id: string, title: string, startedAt: number): RunHeader;
  session(run: GivenRun, keeping?: SharedKeeping): RunSession;
  /** Ends the servers that were started; for what is not run after all. */
  close(): Promise<void>;
}

/** Where a run leaves what outlives it; `cacheFor` gives the cache shared by all runs with the same sources. */
export interface SharedKeeping extends Omit<RunKeeping, "cache"> {
  readonly cacheFor?: (sourcesKey: string) => ResultCache;
}

/**
 * Turns text into a plan: reads it, looks its tools up, which starts the servers that are needed, and finds edges and
 * problems. Rejects only when `signal` is aborted, after the servers have ended.
 */
export async function prepare(input: PrepareInput): Promise<Prepared> {
  const { text, within, environment, form, origin: place = "selection" } = input;
  const { manifest: found, ...parsed } = parseManifest(text, {
    place,
    ...(within && { within }),
    ...(form && { form }),
  });
  const read = form === "settings" ? { ...found, calls: [] } : found;
  const said = input.definitions === "ofUser" ? withoutForeignDefinitions(read) : { manifest: read, leftOut: [] };
  const manifest = withKeptState(withConcurrency(said.manifest, input.maxConcurrency), environment);
  const toolbox = openToolbox(manifest, environment);
  if (input.servers === "start") await toolbox.learnEnvFiles();
  const inputsProvided = input.servers === "leave" || (await toolbox.provideInputs());
  const lookups =
    input.servers === "start" ? await activeLookups(manifest, toolbox, input) : await passiveLookups(manifest, toolbox);
  return preparedOf(manifest, { parsed, environment, toolbox, lookups, inputsProvided, leftOut: said.leftOut });
}

async function activeLookups(
  manifest: Manifest,
  { catalogue }: Toolbox,
  { signal, waiting }: PrepareInput,
): Promise<readonly ToolLookup[]> {
  const lookUp = (): Promise<readonly ToolLookup[]> => catalogue.lookUp(manifest.calls, signal);
  try {
    return await (waiting === undefined ? lookUp() : waiting(lookUp));
  } catch (thrown) {
    // Nobody is left to end the servers that were being started.
    await catalogue.close();
    throw thrown;
  }
}

/** All but its calls, of which there are copies by now: with a million of them one copy less is felt. */
type ParsedPlaces = Omit<ParsedManifest, "manifest">;

interface LookedUp {
  readonly parsed: ParsedPlaces;
  readonly environment: RunEnvironment;
  readonly toolbox: Toolbox;
  readonly lookups: readonly ToolLookup[];
  readonly inputsProvided: boolean;
  /** Keys of the text whose definitions count for nothing. */
  readonly leftOut: readonly DefinitionKey[];
}

function preparedOf(manifest: Manifest, lookedUp: LookedUp): Prepared {
  const { parsed, environment, toolbox, lookups, inputsProvided, leftOut } = lookedUp;
  const { places } = environment;
  const planned = planWith(manifest, lookups, environment, toolbox);
  return {
    manifest,
    places,
    plan: planned.plan,
    problems: environment.redaction.record(
      inOrder([
        ...parsed.problems,
        ...leftOut.map((key) => ({ ...leftOutProblem(key), range: parsed.rangeOf([key]) })),
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
    withState: (entries) => preparedOf({ ...manifest, state: { ...manifest.state, ...entries } }, lookedUp),
    toolRange: (call) => parsed.toolRange(call),
    planOf: (calls, found) => {
      const known = found.map((lookup) => withFacts(lookup, toolbox.catalogue));
      return planWith({ ...manifest, calls }, known, environment, toolbox);
    },
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
      ...(places.file !== undefined && { file: places.file }),
      ...(places.workspaceFolder !== undefined && { workspaceFolder: places.workspaceFolder }),
    }),
    session: (run, keeping) => sessionOf(run, keeping, toolbox, environment),
    close: () => toolbox.catalogue.close(),
  };
}

/**
 * A kept run, ready to be shown and to be retried. Its servers start when a call needs them. Secrets that its calls were
 * written with are read again from `text`, its document as it stands now.
 */
export function reopen(
  run: GivenRun,
  environment: RunEnvironment,
  text: string | undefined,
  keeping?: SharedKeeping,
): RunSession {
  const header = text === undefined ? run.header : withSecretsOf(text, run.header, environment.redaction);
  return sessionOf({ ...run, header }, keeping, openToolbox(header.manifest, environment), environment);
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
    reason: worded("Its server was not asked."),
  };
}

/** A tool that was found elsewhere than by a look-up, with what its source is. */
function withFacts(lookup: ToolLookup, { factsOf }: Pick<Catalogue, "factsOf">): ToolLookup {
  if (lookup.kind !== "found" || lookup.facts !== undefined) return lookup;
  const facts = factsOf(lookup.tool.source);
  return facts === undefined ? lookup : { ...lookup, facts };
}

function planWith(manifest: Manifest, lookups: readonly ToolLookup[], environment: RunEnvironment, toolbox: Toolbox) {
  const { defaults } = environment;
  return planCalls({ manifest, lookups, defaults, environment: planEnvironment(environment, toolbox) });
}

function planEnvironment(environment: RunEnvironment, toolbox: Toolbox): PlanEnvironment {
  return {
    ...machineRules(),
    ...environment.places,
    baseDirectoryOf: (source) => toolbox.baseDirectoryOf(source),
    environmentVariable: (name) => environment.process.env(name),
  };
}

function sessionOf(
  run: GivenRun,
  { cacheFor, ...keeping }: SharedKeeping = {},
  toolbox: Toolbox,
  environment: RunEnvironment,
): RunSession {
  const { redaction, defaults } = environment;
  return new RunSession({
    run,
    tools: {
      toolbox,
      redaction,
      planning: () => ({ defaults, environment: planEnvironment(environment, toolbox) }),
    },
    keeping: { ...keeping, ...(cacheFor && { cache: cacheFor(toolbox.sourcesKey) }) },
  });
}

function withConcurrency(manifest: Manifest, maxConcurrency: Concurrency | undefined): Manifest {
  return maxConcurrency === undefined ? manifest : { ...manifest, maxConcurrency };
}

/** What the workspace keeps is said of calls that stand in no manifest of the user's: one of theirs says it itself. */
function withKeptState(manifest: Manifest, { keptState = {} }: RunEnvironment): Manifest {
  return isUsers(manifest.origin) ? manifest : { ...manifest, state: { ...manifest.state, ...keptState } };
}

function located({ severity, message, wording, call, at }: PlanProblem, parsed: ParsedPlaces): Problem {
  const said = { severity, message, wording };
  if (at === undefined) return { ...said, range: parsed.callRange(call) };
  switch (at.part) {
    case "limits":
    case "safety":
    case "resources":
    case "state":
    case "conflicts":
      return { ...said, range: parsed.rangeOf([at.part, ...(at.path ?? [])]) };
    case "tool":
      return { ...said, range: parsed.toolRange(call) };
    case "arguments":
      return { ...said, range: parsed.argumentRange(call, at.path ?? []) };
    case "id":
    case "dependsOn":
      return { ...said, range: parsed.optionRange(call, at.part) };
  }
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((one, other) => one.range.offset - other.range.offset);
}
