import { homedir } from "node:os";
import { resolve, sep } from "node:path";
import { expandVariables, findVariables, VariableFailure, type Variables } from "../manifest/variables";
import { messageOf, ToolFailure } from "../model/failure";
import type { Json, JsonObject } from "../model/json";
import type { Manifest, ServerDefinition } from "../model/manifest";
import { createCatalogue, type Catalogue } from "../tools/catalogue";
import { manifestSourceName } from "../tools/manifest/manifestTool";
import { readMcpJson } from "../tools/mcpJson";
import { openApiDocuments } from "../tools/openapi/definitions";
import type { ToolSource } from "../tools/source";
import { createSources, type SourceProblem } from "../tools/sources";
import type { RunEnvironment } from "./environment";
import { Inputs } from "./inputs";
import { isSecretName } from "./redaction/keyPatterns";
import type { Redaction } from "./redaction/redactor";
import { addInputSecret, addVariableSecret } from "./redaction/variableSecrets";

/** What the calls of one manifest are run with: its tools, and the values of its variables and inputs. */
export interface Toolbox {
  readonly catalogue: Catalogue;
  /** The part of it that can be listed without starting anything. */
  readonly passiveCatalogue: Catalogue;
  /** In the order in which they are shown. */
  readonly sources: readonly ToolSource[];
  /** What a source is, as text that is the same for two sources exactly if they are defined alike. */
  definitionOf(source: string): string;
  /** The same for two toolboxes exactly if they have the same sources: then they may share cached results. */
  readonly sourcesKey: string;
  /** What is wrong with the definitions of tool sources. */
  readonly problems: readonly SourceProblem[];
  /** Where a source resolves relative paths; `undefined` for the workspace folder. */
  baseDirectoryOf(source: string): string | undefined;
  /** Asks for the inputs that the calls, or servers they may need, use and that have no value; false when refused. */
  provideInputs(): Promise<boolean>;
  /**
   * Asks whether one source may be started, where it is a server, and for the inputs that its definition uses and that have
   * no value; false when any of it was refused.
   */
  provideInputsOf(source: string): Promise<boolean>;
  /** Fills in variables, not references. Throws a `ToolFailure` that says which one has no value and why. */
  expandArguments(args: JsonObject): JsonObject;
}

/** Opens what a manifest's calls are run with. Nothing is started before it is needed. */
export function openToolbox(manifest: Manifest, environment: RunEnvironment): Toolbox {
  const userJson = readMcpJson(environment.userMcpJson ?? "{}");
  const mcpJson = readMcpJson(environment.mcpJson ?? "{}");
  const { redaction } = environment;
  const log = (source: string, line: string): void => {
    environment.log(source, redaction.text(line));
  };
  for (const { message } of userJson.problems) log("mcp.json", message);
  for (const { message } of mcpJson.problems) log(".vscode/mcp.json", message);
  const listed = { ...userJson.servers, ...mcpJson.servers };
  const servers: Readonly<Record<string, ServerDefinition>> = { ...listed, ...manifest.servers };

  const inputs = new Inputs([...userJson.inputs, ...mcpJson.inputs, ...manifest.inputs], async (input) => {
    const value = await environment.askInput(input);
    if (value !== undefined) addInputSecret(redaction, input, value);
    return value;
  });
  const { workspaceFolder, file, extraSources = [] } = environment;
  const variables: Variables = {
    env: (name) => environment.env(name),
    input: (id) => inputs.value(id),
    userHome: homedir(),
    pathSeparator: sep,
    ...(workspaceFolder !== undefined && { workspaceFolder }),
    ...(file !== undefined && { file }),
  };
  addWrittenSecrets(redaction, servers, manifest);
  const definitions = [servers, manifest.tools, manifest.openapi ?? null] as unknown as readonly Json[];
  for (const name of environmentVariablesIn([...definitions, ...manifest.calls.map((call) => call.arguments)])) {
    const value = environment.env(name);
    if (value !== undefined) addVariableSecret(redaction, name, value);
  }
  const onFileVariable = (name: string, value: string): void => {
    addVariableSecret(redaction, name, value);
  };
  const created = createSources(manifest, listed, { ...environment, log, variables, onFileVariable });
  const definitionOf = (source: string): Json =>
    created.definitions[source] ?? ((servers[source] ?? null) as unknown as Json);
  const taken = new Set(created.sources.map(({ name }) => name));
  const sources = [...created.sources, ...extraSources.filter(({ name }) => !taken.has(name))];
  return {
    catalogue: createCatalogue(sources),
    passiveCatalogue: createCatalogue(sources.filter(({ isPassive }) => isPassive)),
    sources,
    definitionOf: (source) => JSON.stringify([source, definitionOf(source)]),
    sourcesKey: JSON.stringify([...definitions, workspaceFolder, file]),
    problems: created.problems,
    baseDirectoryOf: (source) => folderOf(servers[source], variables),
    provideInputs: async () => {
      const needed = Object.entries(servers).filter(([name]) => manifest.calls.some(({ tool }) => mayNeed(tool, name)));
      const allowed = await allowedServers(needed, environment);
      return inputs.provide([
        ...allowed.flatMap(([, definition]) => inputIdsIn(definition as unknown as Json)),
        ...definitionsUsed(manifest, created.definitions).flatMap(inputIdsIn),
        ...manifest.calls.flatMap((call) => inputIdsIn(call.arguments)),
      ]);
    },
    provideInputsOf: async (source) => {
      const server = servers[source];
      if (server !== undefined && (await allowedServers([[source, server]], environment)).length === 0) return false;
      return inputs.provide(inputIdsIn(definitionOf(source)));
    },
    expandArguments: (args) => expandOrFail(args, variables),
  };
}

/** Secrets that definitions hold as they are: values of headers and variables with such a name, and all credentials. */
function addWrittenSecrets(
  redaction: Redaction,
  servers: Readonly<Record<string, ServerDefinition>>,
  manifest: Manifest,
): void {
  const documents = openApiDocuments(manifest).map(({ definition }) => definition);
  const named = [
    ...Object.values(servers).map((server) => ("command" in server ? server.env : server.headers)),
    ...Object.values(manifest.tools).map((tool) =>
      "http" in tool ? tool.http.headers : "process" in tool ? tool.process.env : {},
    ),
    ...documents.map(({ headers }) => headers),
  ];
  const values = [
    ...named.flatMap((each) =>
      Object.entries(each ?? {}).flatMap(([name, value]) => (isSecretName(name) ? [value] : [])),
    ),
    ...documents.flatMap(({ security }) =>
      Object.values(security ?? {}).map((secret) => (typeof secret === "string" ? secret : secret.password)),
    ),
  ];
  for (const value of values) if (typeof value === "string" && !/[{}]/.test(value)) redaction.addSecret(value);
}

/** The names in every `${env:…}`, known before anything runs, so that not even the first line of a log shows a value. */
function environmentVariablesIn(values: readonly Json[]): ReadonlySet<string> {
  return new Set(
    values.flatMap((value) =>
      findVariables(value).flatMap(({ name, argument }) => (name === "env" && argument ? [argument] : [])),
    ),
  );
}

/** A bare name may be any server's, and a prefixed one the server's whose name it holds. */
function mayNeed(tool: string, server: string): boolean {
  return tool.includes(server) || !/[/.:]|__/.test(tool);
}

/** What the calls may use of the tools that the manifest defines itself, each of which is known by its name. */
function definitionsUsed({ tools, calls }: Manifest, definitions: Readonly<Record<string, Json>>): readonly Json[] {
  const own = Object.entries(tools).filter(([name]) => calls.some(({ tool }) => tool.includes(name)));
  const documents = Object.entries(definitions).filter(
    ([name]) => name !== manifestSourceName && calls.some(({ tool }) => mayNeed(tool, name)),
  );
  return [...own, ...documents].map(([, definition]) => definition as unknown as Json);
}

/** Asks about all of them at once; a secret is not asked for on behalf of a server that may not be started. */
async function allowedServers(
  needed: readonly (readonly [string, ServerDefinition])[],
  { mcp }: RunEnvironment,
): Promise<typeof needed> {
  const allows = mcp?.consent;
  if (allows === undefined) return needed;
  const answers = await Promise.all(needed.map(([name, definition]) => allows({ name, definition }, "beforeRun")));
  return needed.filter((_, index) => answers[index]);
}

/** The folder that a server runs in, where its definition names one. */
function folderOf(definition: ServerDefinition | undefined, variables: Variables): string | undefined {
  if (definition === undefined || !("command" in definition) || definition.cwd === undefined) return undefined;
  try {
    return resolve(variables.workspaceFolder ?? ".", expandVariables(definition.cwd, variables));
  } catch {
    // The server cannot be started either, and its calls will say why.
    return undefined;
  }
}

function inputIdsIn(value: Json): readonly string[] {
  return findVariables(value).flatMap(({ name, argument }) =>
    name === "input" && argument !== undefined ? [argument] : [],
  );
}

function expandOrFail(args: JsonObject, variables: Variables): JsonObject {
  try {
    return expandVariables(args, variables);
  } catch (thrown) {
    if (!(thrown instanceof VariableFailure)) throw thrown;
    throw new ToolFailure("reference", messageOf(thrown), { cause: thrown });
  }
}
