import { homedir } from "node:os";
import { resolve, sep } from "node:path";
import { expandVariables, findVariables, VariableFailure, type Variables } from "../manifest/variables";
import { messageOf, ToolFailure } from "../model/failure";
import type { Json, JsonObject } from "../model/json";
import type { Manifest, ServerDefinition } from "../model/manifest";
import { builtInSourceName } from "../tools/builtin/builtInSource";
import { createCatalogue, type Catalogue } from "../tools/catalogue";
import { readMcpJson } from "../tools/mcpJson";
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
  /** Asks for the inputs that the definition of one source uses and that have no value; false when one was refused. */
  provideInputsOf(source: string): Promise<boolean>;
  /** Fills in variables, not references. Throws a `ToolFailure` that says which one has no value and why. */
  expandArguments(args: JsonObject): JsonObject;
}

/** Opens what a manifest's calls are run with. Nothing is started before it is needed. */
export function openToolbox(manifest: Manifest, environment: RunEnvironment): Toolbox {
  const mcpJson = readMcpJson(environment.mcpJson ?? "{}");
  const { redaction } = environment;
  const log = (source: string, line: string): void => {
    environment.log(source, redaction.text(line));
  };
  for (const { message } of mcpJson.problems) log(".vscode/mcp.json", message);
  const servers: Readonly<Record<string, ServerDefinition>> = { ...mcpJson.servers, ...manifest.servers };

  const inputs = new Inputs([...mcpJson.inputs, ...manifest.inputs], async (input) => {
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
  addWrittenSecrets(redaction, servers);
  for (const name of environmentVariablesIn(manifest, servers)) {
    const value = environment.env(name);
    if (value !== undefined) addVariableSecret(redaction, name, value);
  }
  const created = createSources(manifest, mcpJson.servers, { ...environment, log, variables });
  const taken = new Set(created.sources.map(({ name }) => name));
  const sources = [...created.sources, ...extraSources.filter(({ name }) => !taken.has(name))];
  return {
    catalogue: createCatalogue(sources),
    sources,
    definitionOf: (source) => {
      const isInside = source === builtInSourceName || extraSources.some(({ name }) => name === source);
      return JSON.stringify([source, servers[source] ?? (isInside ? null : manifest.tools)]);
    },
    sourcesKey: JSON.stringify([servers, manifest.tools, workspaceFolder, file]),
    problems: created.problems,
    baseDirectoryOf: (source) => folderOf(servers[source], variables),
    provideInputs: () => {
      const needed = Object.entries(servers).filter(([name]) => manifest.calls.some(({ tool }) => mayNeed(tool, name)));
      return inputs.provide([
        ...needed.flatMap(([, definition]) => inputIdsIn(definition as unknown as Json)),
        ...manifest.calls.flatMap((call) => inputIdsIn(call.arguments)),
      ]);
    },
    provideInputsOf: (source) => inputs.provide(inputIdsIn((servers[source] ?? null) as unknown as Json)),
    expandArguments: (args) => expandOrFail(args, variables),
  };
}

/** Secrets that a definition holds as they are: values of headers and variables with such a name. */
function addWrittenSecrets(redaction: Redaction, servers: Readonly<Record<string, ServerDefinition>>): void {
  for (const definition of Object.values(servers)) {
    const named = "command" in definition ? definition.env : definition.headers;
    for (const [name, value] of Object.entries(named ?? {})) {
      if (typeof value === "string" && !value.includes("${") && isSecretName(name)) redaction.addSecret(value);
    }
  }
}

/** The names in every `${env:…}`, known before anything runs, so that not even the first line of a log shows a value. */
function environmentVariablesIn(
  manifest: Manifest,
  servers: Readonly<Record<string, ServerDefinition>>,
): ReadonlySet<string> {
  const values = [
    servers as unknown as Json,
    manifest.tools as unknown as Json,
    ...manifest.calls.map((call) => call.arguments),
  ];
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
