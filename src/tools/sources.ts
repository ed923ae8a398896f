import { unescape } from "../manifest/placeholders";
import { expandVariables, type Variables } from "../manifest/variables";
import { messageOf, ToolFailure } from "../model/failure";
import type { Json, JsonObject } from "../model/json";
import type { Manifest, Problem, ServerDefinition, StdioServerDefinition } from "../model/manifest";
import { builtInSource, builtInSourceName } from "./builtin/builtInSource";
import { ManifestSource, type SingleToolDefinition } from "./manifest/manifestSource";
import { manifestSourceName, type ManifestToolEnvironment } from "./manifest/manifestTool";
import { mcpHttpSource, mcpStdioSource } from "./mcp";
import { RefusedByPerson, type McpHost } from "./mcpHost";
import { openApiDocuments, type NamedDocument } from "./openapi/definitions";
import { openApiSource } from "./openapi/openApiSource";
import type { ToolSource } from "./source";

/** What tool sources find around them. */
export interface SourcesEnvironment extends ManifestToolEnvironment {
  /** How long a server may take to start; 30 s if absent. */
  readonly startTimeoutMs?: number;
  /** Told each variable that a server's `envFile` sets, before the server is started. */
  readonly onFileVariable?: (name: string, value: string) => void;
  /** What MCP servers may be given of the surroundings, and who lets them be started. */
  readonly mcp?: McpHost;
}

/** Something about the sources of a manifest, and the path in it that leads to what it is about. */
export interface SourceProblem extends Pick<Problem, "severity" | "message"> {
  readonly at: readonly (string | number)[];
}

/** The sources of a manifest, with what is wrong with them. */
export interface CreatedSources {
  readonly sources: readonly ToolSource[];
  readonly problems: readonly SourceProblem[];
  /** What those are made of that are no servers and not built in, by their names. */
  readonly definitions: Readonly<Record<string, Json>>;
}

/**
 * The sources that a manifest's calls can name: the built-in tools, its own tools, its OpenAPI documents and servers, and
 * the servers of `.vscode/mcp.json` that it does not itself define. Nothing is started.
 */
export function createSources(
  manifest: Pick<Manifest, "servers" | "tools" | "openapi">,
  mcpJsonServers: Readonly<Record<string, ServerDefinition>>,
  environment: SourcesEnvironment,
): CreatedSources {
  const { workspaceFolder, proxyFor } = environment;
  const builtIn = builtInSource({
    ...(workspaceFolder !== undefined && { workspaceFolder }),
    ...(proxyFor && { proxyFor }),
  });
  const created = new Sources(builtIn);
  created.addOwnTools(manifest.tools, environment);
  for (const document of openApiDocuments(manifest)) created.addDocument(document, environment);
  for (const [name, definition] of Object.entries(manifest.servers)) {
    if (!created.claim(name, ["servers", name], "the server")) continue;
    if (Object.hasOwn(mcpJsonServers, name)) {
      const message = `.vscode/mcp.json has a server "${name}" too; the one here is used.`;
      created.problems.push({ severity: "hint", message, at: ["servers", name] });
    }
    created.sources.push(serverSource(name, definition, environment));
  }
  for (const [name, definition] of Object.entries(mcpJsonServers)) {
    if (!created.has(name)) created.sources.push(serverSource(name, definition, environment));
  }
  return created;
}

/** Sources as they are found, each with a name of its own. */
class Sources implements CreatedSources {
  readonly sources: ToolSource[];
  readonly problems: SourceProblem[] = [];
  readonly definitions: Record<string, Json> = {};

  constructor(builtIn: ToolSource) {
    this.sources = [builtIn];
  }

  has(name: string): boolean {
    return this.sources.some((source) => source.name === name);
  }

  /** Whether a name is free; if it is not, that is a problem of what wants it. */
  claim(name: string, at: SourceProblem["at"], what: string): boolean {
    if (!this.has(name)) return true;
    const owner =
      name === builtInSourceName
        ? "the built-in tools"
        : name === manifestSourceName
          ? "the tools of the manifest's own"
          : "another tool source";
    this.problems.push({
      severity: "error",
      message: `"${name}" is the name of ${owner}: give ${what} another name.`,
      at,
    });
    return false;
  }

  addOwnTools(tools: Manifest["tools"], environment: SourcesEnvironment): void {
    const single = Object.fromEntries(
      Object.entries(tools).filter((entry): entry is [string, SingleToolDefinition] => !("openapi" in entry[1])),
    );
    if (Object.keys(single).length === 0) return;
    const source = new ManifestSource(single, environment);
    this.sources.push(source);
    this.definitions[source.name] = single as unknown as Json;
    for (const { tool, message, at } of source.problems()) {
      this.problems.push({ severity: "error", message, at: ["tools", tool, ...at] });
    }
  }

  addDocument({ name, definition, at }: NamedDocument, environment: SourcesEnvironment): void {
    if (!this.claim(name, at, "the document")) return;
    this.sources.push(openApiSource(name, definition, environment));
    this.definitions[name] = definition as unknown as Json;
  }
}

function serverSource(name: string, definition: ServerDefinition, environment: SourcesEnvironment): ToolSource {
  const { variables, ...options } = environment;
  const allowed = async <Definition extends ServerDefinition>(asked: Definition): Promise<Definition> => {
    const isAllowed = (await environment.mcp?.consent?.({ name, definition: asked }, "atStart")) ?? true;
    if (!isAllowed) throw new RefusedByPerson(`The server "${name}" was not started, since that was not allowed.`);
    return filledIn(asked, variables);
  };
  return isStdio(definition)
    ? mcpStdioSource(name, () => allowed(definition), options)
    : mcpHttpSource(name, () => allowed(definition), options);
}

function isStdio(definition: ServerDefinition): definition is StdioServerDefinition {
  return "command" in definition;
}

function filledIn<Definition extends ServerDefinition>(definition: Definition, variables: Variables): Definition {
  try {
    return unescape(expandVariables(definition as unknown as JsonObject, variables)) as unknown as Definition;
  } catch (cause) {
    throw new ToolFailure("unavailable", messageOf(cause), { cause, reachedTool: false });
  }
}
