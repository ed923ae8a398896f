import { homedir } from "node:os";
import { resolve, sep } from "node:path";
import { expandVariables, findVariables, VariableFailure, type Variables } from "../manifest/variables";
import { messageOf, ToolFailure } from "../model/failure";
import type { Json, JsonObject } from "../model/json";
import type { Manifest, ServerDefinition } from "../model/manifest";
import { createCatalogue, type Catalogue } from "../tools/catalogue";
import { readMcpJson } from "../tools/mcpJson";
import { createSources, type SourceProblem } from "../tools/sources";
import type { RunEnvironment } from "./environment";
import { Inputs } from "./inputs";

/** What the calls of one manifest are run with: its tools, and the values of its variables and inputs. */
export interface Toolbox {
  readonly catalogue: Catalogue;
  /** The same for two toolboxes exactly if they have the same sources: then they may share cached results. */
  readonly sourcesKey: string;
  /** What is wrong with the definitions of tool sources. */
  readonly problems: readonly SourceProblem[];
  /** Where a source resolves relative paths; `undefined` for the workspace folder. */
  baseDirectoryOf(source: string): string | undefined;
  /** Asks for the inputs that the calls, or servers they may need, use and that have no value; false when refused. */
  provideInputs(): Promise<boolean>;
  /** Fills in variables, not references. Throws a `ToolFailure` that says which one has no value and why. */
  expandArguments(args: JsonObject): JsonObject;
}

/** Opens what a manifest's calls are run with. Nothing is started before it is needed. */
export function openToolbox(manifest: Manifest, environment: RunEnvironment): Toolbox {
  const mcpJson = readMcpJson(environment.mcpJson ?? "{}");
  for (const { message } of mcpJson.problems) environment.log(".vscode/mcp.json", message);
  const servers: Readonly<Record<string, ServerDefinition>> = { ...mcpJson.servers, ...manifest.servers };

  const inputs = new Inputs([...mcpJson.inputs, ...manifest.inputs], (input) => environment.askInput(input));
  const { workspaceFolder, file } = environment;
  const variables: Variables = {
    env: (name) => environment.env(name),
    input: (id) => inputs.value(id),
    userHome: homedir(),
    pathSeparator: sep,
    ...(workspaceFolder !== undefined && { workspaceFolder }),
    ...(file !== undefined && { file }),
  };
  const { sources, problems } = createSources(manifest, mcpJson.servers, { ...environment, variables });
  return {
    catalogue: createCatalogue(sources),
    sourcesKey: JSON.stringify([servers, manifest.tools, workspaceFolder, file]),
    problems,
    baseDirectoryOf: (source) => folderOf(servers[source], variables),
    provideInputs: () => {
      const needed = Object.entries(servers).filter(([name]) => manifest.calls.some(({ tool }) => mayNeed(tool, name)));
      return inputs.provide([
        ...needed.flatMap(([, definition]) => inputIdsIn(definition as unknown as Json)),
        ...manifest.calls.flatMap((call) => inputIdsIn(call.arguments)),
      ]);
    },
    expandArguments: (args) => expandOrFail(args, variables),
  };
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
