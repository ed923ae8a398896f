import { homedir } from "node:os";
import { resolve, sep } from "node:path";
import {
  expandVariables,
  findVariables,
  VariableFailure,
  type Variables,
} from "../../../core/manifest/references/variables";
import { saidBy, ToolFailure } from "../../../core/model/failure";
import type { Json, JsonObject } from "../../../core/model/data/json";
import type { Manifest, ServerDefinition } from "../../../core/model/manifest";
import { isUsers, type Origin } from "../../../core/model/origin";
import { createCatalogue, type Catalogue } from "../../tools/catalogue";
import { manifestSourceName } from "../../tools/own/manifestTool";
import { readMcpJson } from "../../tools/mcp/configuration/mcpJson";
import { openApiDocuments } from "../../tools/openapi/definitions";
import type { McpHost } from "../../tools/mcp/mcpHost";
import type { ToolSource } from "../../tools/source";
import { createSources, type SourceProblem } from "../../tools/sources";
import type { RunEnvironment } from "./environment";
import { addEnvFileSecrets } from "./envFiles";
import { Inputs, type InputUse } from "../inputs/inputs";
import { isSecretName } from "../redaction/secrets/secretNames";
import type { Redaction } from "../redaction/redactor";
import { addUrlSecrets } from "../redaction/secrets/urlSecrets";
import {
  addCommandLineSecrets,
  addInputSecret,
  addVariableSecret,
  addWrittenVariable,
  looksSecret,
} from "../redaction/secrets/variableSecrets";
import { ownMember } from "../../../core/model/data/ownMember";

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
  /** Tells the redaction of what servers that the user defined have in their `envFile`; resolves when it knows. */
  learnEnvFiles(): Promise<void>;
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
  const { places, redaction, tools = {} } = environment;
  const { lists = {}, mcp, extraSources = [] } = tools;
  const { proxyFor } = environment.process;
  const userJson = readMcpJson(lists.userMcpJson ?? "{}");
  const mcpJson = readMcpJson(lists.mcpJson ?? "{}");
  const log = (source: string, line: string): void => {
    environment.log(source, redaction.text(line));
  };
  for (const { message } of userJson.problems) log("mcp.json", message);
  for (const { message } of mcpJson.problems) log(".vscode/mcp.json", message);
  const listed = { ...userJson.servers, ...mcpJson.servers };
  const servers: Readonly<Record<string, ServerDefinition>> = { ...listed, ...manifest.servers };

  const originOf = (server: string): Origin | undefined =>
    Object.hasOwn(manifest.servers, server) ? manifest.origin : "userFile";

  const textUse: InputUse = { origin: manifest.origin, by: places.file ?? "" };
  const listUse: InputUse = { origin: "userFile", by: "mcp.json" };
  const inputDefinitions = [...userJson.inputs, ...mcpJson.inputs, ...manifest.inputs];
  for (const [id, value] of Object.entries(environment.inputs.given ?? {})) {
    addInputSecret(
      redaction,
      inputDefinitions.findLast((each) => each.id === id) ?? { id, type: "promptString" },
      value,
    );
  }
  const inputs = new Inputs(inputDefinitions, async (input, use) => {
    const value = await environment.inputs.ask(input, use);
    if (value !== undefined) addInputSecret(redaction, input, value);
    return value;
  });
  const variables: Variables = {
    env: (name) => environment.process.env(name),
    input: (id) => inputs.value(id),
    userHome: homedir(),
    pathSeparator: sep,
    ...places,
  };
  addWrittenSecrets(redaction, servers, manifest);
  const definitions = [servers, manifest.tools, manifest.openapi ?? null] as unknown as readonly Json[];
  const named = new Set<string>();
  for (const definition of definitions) addEnvironmentVariables(definition, named);
  for (const call of manifest.calls) addEnvironmentVariables(call.arguments, named);
  for (const name of named) {
    const value = environment.process.env(name);
    if (value !== undefined) addVariableSecret(redaction, name, value);
  }
  const onFileVariable = (name: string, value: string): void => {
    addVariableSecret(redaction, name, value);
  };
  const created = createSources(manifest, listed, {
    ...tools,
    log,
    variables,
    onFileVariable,
    ...(proxyFor && { proxyFor }),
  });
  const definitionOf = (source: string): Json =>
    ownMember(created.definitions, source) ?? ((ownMember(servers, source) ?? null) as unknown as Json);
  const taken = new Set(created.sources.map(({ name }) => name));
  const sources = [...created.sources, ...extraSources.filter(({ name }) => !taken.has(name))];
  return {
    catalogue: createCatalogue(sources),
    passiveCatalogue: createCatalogue(sources.filter(({ isPassive }) => isPassive)),
    sources,
    definitionOf: (source) => JSON.stringify([source, definitionOf(source)]),
    sourcesKey: JSON.stringify([...definitions, places]),
    problems: created.problems,
    learnEnvFiles: () => {
      const ofUser = isUsers(manifest.origin) ? servers : listed;
      return addEnvFileSecrets(redaction, Object.values(ofUser), variables);
    },
    baseDirectoryOf: (source) => folderOf(ownMember(servers, source), variables),
    provideInputs: async () => {
      const needed = Object.entries(servers).filter(
        ([name]) => taken.has(name) && manifest.calls.some(({ tool }) => mayNeed(tool, name)),
      );
      const allowed = await allowedServers(needed, originOf, mcp);
      const idsOf = (isOfText: boolean): readonly string[] =>
        allowed.flatMap(([name, definition]) =>
          Object.hasOwn(manifest.servers, name) === isOfText ? inputIdsIn(definition as unknown as Json) : [],
        );
      // First what the text itself uses: a value that is there is not asked about any more.
      const ids = [...idsOf(true), ...definitionsUsed(manifest, created.definitions).flatMap(inputIdsIn)];
      for (const call of manifest.calls) ids.push(...inputIdsIn(call.arguments));
      const ofText = await inputs.provide(ids, textUse);
      return ofText && inputs.provide(idsOf(false), listUse);
    },
    provideInputsOf: async (source) => {
      const server = ownMember(servers, source);
      if (server !== undefined && (await allowedServers([[source, server]], originOf, mcp)).length === 0) return false;
      const isListed = server !== undefined && !Object.hasOwn(manifest.servers, source);
      return inputs.provide(inputIdsIn(definitionOf(source)), isListed ? listUse : textUse);
    },
    expandArguments: (args) => expandOrFail(args, variables),
  };
}

/** Secrets that definitions hold as they are: values of headers, variables and options with such a name, and all credentials. */
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
  const environments = [
    ...Object.values(servers).map((server) => ["command" in server ? server.env : undefined, /\$\{/] as const),
    ...Object.values(manifest.tools).map((tool) => ["process" in tool ? tool.process.env : undefined, /[{}]/] as const),
  ];
  const values = [
    ...named.flatMap((each) =>
      Object.entries(each ?? {}).flatMap(([name, value]) =>
        isSecretName(name.toUpperCase()) || isSecretName(name) || (typeof value === "string" && looksSecret(value))
          ? [value]
          : [],
      ),
    ),
    ...documents.flatMap(({ security }) =>
      Object.values(security ?? {}).map((secret) => (typeof secret === "string" ? secret : secret.password)),
    ),
  ];
  for (const [env, filledIn] of environments) {
    for (const [name, value] of Object.entries(env ?? {})) {
      if (typeof value === "string" && !filledIn.test(value)) addWrittenVariable(redaction, name, value);
    }
  }
  const commandLines = [
    ...Object.values(servers).map((server) => ("command" in server ? server.args : [])),
    ...Object.values(manifest.tools).map((tool) => ("process" in tool ? tool.process.args : [])),
  ];
  for (const args of commandLines) addCommandLineSecrets(redaction, args ?? []);
  for (const url of urlsOf(servers, manifest)) addUrlSecrets(redaction, url);
  for (const value of values) if (typeof value === "string" && !/[{}]/.test(value)) redaction.addSecret(value);
}

function urlsOf(servers: Readonly<Record<string, ServerDefinition>>, manifest: Manifest): readonly string[] {
  return [
    ...Object.values(servers).flatMap((server) => ("url" in server ? [server.url] : [])),
    ...Object.values(manifest.tools).flatMap((tool) => ("http" in tool ? [tool.http.url] : [])),
  ];
}

/** The names in every `${env:…}`, known before anything runs, so that not even the first line of a log shows a value. */
function addEnvironmentVariables(value: Json, names: Set<string>): void {
  for (const { name, argument } of findVariables(value)) if (name === "env" && argument) names.add(argument);
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
  originOf: (server: string) => Origin | undefined,
  mcp: McpHost | undefined,
): Promise<typeof needed> {
  const allows = mcp?.consent;
  if (allows === undefined) return needed;
  const answers = await Promise.all(
    needed.map(([name, definition]) => {
      const origin = originOf(name);
      return allows({ name, definition, ...(origin && { origin }) }, "beforeRun");
    }),
  );
  return needed.filter((_, index) => answers[index]);
}

/** Where a server takes relative paths to start: the folder that it runs in, or else the first that it is told to work in. */
function folderOf(definition: ServerDefinition | undefined, variables: Variables): string | undefined {
  if (definition === undefined || !("command" in definition)) return undefined;
  const folder = definition.cwd ?? definition.roots?.[0];
  if (folder === undefined) return undefined;
  try {
    return resolve(variables.workspaceFolder ?? ".", expandVariables(folder, variables));
  } catch {
    // The server cannot be started either, and its calls will say why.
    return undefined;
  }
}

function inputIdsIn(value: Json): readonly string[] {
  const ids: string[] = [];
  for (const { name, argument } of findVariables(value)) {
    if (name === "input" && argument !== undefined) ids.push(argument);
  }
  return ids;
}

function expandOrFail(args: JsonObject, variables: Variables): JsonObject {
  try {
    return expandVariables(args, variables);
  } catch (thrown) {
    if (!(thrown instanceof VariableFailure)) throw thrown;
    throw new ToolFailure("reference", saidBy(thrown), { cause: thrown });
  }
}
