import { unescape } from "../../core/manifest/references/placeholders";
import { expandVariables, type Variables } from "../../core/manifest/references/variables";
import { saidBy, ToolFailure } from "../../core/model/failure";
import type { Json, JsonObject } from "../../core/model/data/json";
import type { Origin } from "../../core/model/origin";
import type { Manifest, Problem, ServerDefinition, StdioServerDefinition } from "../../core/model/manifest";
import { builtInSource, builtInSourceName } from "./builtin/builtInSource";
import { definedBy } from "./definedBy";
import { ManifestSource, type SingleToolDefinition } from "./own/manifestSource";
import { manifestSourceName, type ManifestToolEnvironment } from "./own/manifestTool";
import { mcpHttpSource, mcpStdioSource } from "./mcp/mcp";
import { RefusedByPerson, type McpHost } from "./mcp/mcpHost";
import { openApiDocuments, type NamedDocument } from "./openapi/definitions";
import { openApiSource, type OpenApiEnvironment } from "./openapi/openApiSource";
import type { ToolSource } from "./source";
import { worded, type Worded } from "../../core/model/text/wording";

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
export interface SourceProblem extends Omit<Problem, "range"> {
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
 * A bare name is looked for in all of them, and starting a program takes milliseconds of this thread: so many take half a
 * second.
 */
const mostServers = 100;
const mostDocuments = 100;

/**
 * The sources that a manifest's calls can name: the built-in tools, its own tools, its OpenAPI documents and servers, and
 * the servers of `.vscode/mcp.json` that it does not itself define, up to 100 servers and 100 documents in all. Nothing is started.
 */
export function createSources(
  manifest: Pick<Manifest, "servers" | "tools" | "openapi" | "origin">,
  mcpJsonServers: Readonly<Record<string, ServerDefinition>>,
  environment: SourcesEnvironment,
): CreatedSources {
  const { variables, proxyFor } = environment;
  const builtIn = builtInSource(variables, proxyFor);
  const created = new Sources(builtIn, manifest.origin);
  created.addOwnTools(manifest.tools, environment);
  created.addDocuments(openApiDocuments(manifest), environment);
  for (const [name, definition] of Object.entries(manifest.servers)) {
    if (!created.claim(name, ["servers", name], worded("the server"))) continue;
    if (Object.hasOwn(mcpJsonServers, name)) {
      const said = worded('.vscode/mcp.json has a server "{0}" too; the one here is used.', name);
      created.problems.push({ severity: "hint", ...said, at: ["servers", name] });
    }
    if (!created.addServer(serverSource(name, definition, manifest.origin, environment))) {
      const count = Object.keys(manifest.servers).length;
      const said = worded(
        'There are {0} servers here, and at most {1} are used: those from "{2}" on are not there. Remove those that no call needs, or split the manifest.',
        count,
        mostServers,
        name,
      );
      created.problems.push({ severity: "error", ...said, at: ["servers"] });
      break;
    }
  }
  for (const [name, definition] of Object.entries(mcpJsonServers)) {
    if (created.has(name)) continue;
    if (!created.addServer(serverSource(name, definition, "userFile", environment))) {
      const said = worded(
        'At most {0} servers are used: of those in mcp.json, those from "{1}" on are not there. Remove those that no call needs.',
        mostServers,
        name,
      );
      created.problems.push({ severity: "warning", ...said, at: [] });
      break;
    }
  }
  return created;
}

/** Sources as they are found, each with a name of its own. */
class Sources implements CreatedSources {
  readonly sources: ToolSource[] = [];
  readonly problems: SourceProblem[] = [];
  readonly definitions: Record<string, Json> = {};
  private readonly names = new Set<string>();
  private serverCount = 0;

  constructor(
    builtIn: ToolSource,
    private readonly origin: Origin | undefined,
  ) {
    this.add(builtIn);
  }

  has(name: string): boolean {
    return this.names.has(name);
  }

  /** False when there are as many as are used. */
  addServer(server: ToolSource): boolean {
    if (this.serverCount === mostServers) return false;
    this.serverCount++;
    this.add(server);
    return true;
  }

  /** Whether a name is free; if it is not, that is a problem of what wants it. */
  claim(name: string, at: SourceProblem["at"], what: Worded): boolean {
    if (!this.has(name)) return true;
    const owner =
      name === builtInSourceName
        ? worded("the built-in tools")
        : name === manifestSourceName
          ? worded("the tools of the manifest's own")
          : worded("another tool source");
    this.problems.push({
      severity: "error",
      ...worded('"{0}" is the name of {1}: give {2} another name.', name, owner, what),
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
    this.add(definedBy(this.origin, source));
    this.definitions[source.name] = single as unknown as Json;
    for (const { tool, message, wording, at } of source.problems()) {
      this.problems.push({ severity: "error", message, wording, at: ["tools", tool, ...at] });
    }
  }

  private add(source: ToolSource): void {
    this.sources.push(source);
    this.names.add(source.name);
  }

  private documentEnvironment(environment: SourcesEnvironment): OpenApiEnvironment {
    const consent = environment.mcp?.consent;
    return { ...environment, ...(this.origin && { origin: this.origin }), ...(consent && { consent }) };
  }

  addDocuments(documents: readonly NamedDocument[], environment: SourcesEnvironment): void {
    for (const document of documents.slice(0, mostDocuments)) this.addDocument(document, environment);
    const first = documents[mostDocuments];
    if (first === undefined) return;
    const said = worded(
      'There are {0} OpenAPI documents here, and at most {1} are used: those from "{2}" on are not there. Remove those whose operations no call needs, or split the manifest.',
      documents.length,
      mostDocuments,
      first.name,
    );
    this.problems.push({ severity: "error", ...said, at: first.at });
  }

  private addDocument({ name, definition, at }: NamedDocument, environment: SourcesEnvironment): void {
    if (!this.claim(name, at, worded("the document"))) return;
    this.add(definedBy(this.origin, openApiSource(name, definition, this.documentEnvironment(environment))));
    this.definitions[name] = definition as unknown as Json;
  }
}

function serverSource(
  name: string,
  definition: ServerDefinition,
  origin: Origin | undefined,
  environment: SourcesEnvironment,
): ToolSource {
  const { variables, ...rest } = environment;
  const options = { ...rest, workspaceFolder: variables.workspaceFolder };
  const allowed = async <Definition extends ServerDefinition>(asked: Definition): Promise<Definition> => {
    const isAllowed =
      (await environment.mcp?.consent?.({ name, definition: asked, ...(origin && { origin }) }, "atStart")) ?? true;
    if (!isAllowed)
      throw new RefusedByPerson(worded('The server "{0}" was not started, since that was not allowed.', name));
    return filledIn(asked, variables);
  };
  if (!isStdio(definition)) {
    const server = mcpHttpSource(name, () => allowed(definition), options);
    return definedBy(origin, server, () => true);
  }
  const server = mcpStdioSource(name, () => allowed(definition), options);
  return definedBy(origin, server, ({ annotations }) => annotations?.openWorldHint === true);
}

function isStdio(definition: ServerDefinition): definition is StdioServerDefinition {
  return "command" in definition;
}

function filledIn<Definition extends ServerDefinition>(definition: Definition, variables: Variables): Definition {
  try {
    return unescape(expandVariables(definition as unknown as JsonObject, variables)) as unknown as Definition;
  } catch (cause) {
    throw new ToolFailure("unavailable", saidBy(cause), { cause, reachedTool: false });
  }
}
