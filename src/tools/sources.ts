import { unescape } from "../manifest/placeholders";
import { expandVariables, type Variables } from "../manifest/variables";
import { messageOf, ToolFailure } from "../model/failure";
import type { JsonObject } from "../model/json";
import type { Manifest, Problem, ServerDefinition, StdioServerDefinition } from "../model/manifest";
import { builtInSource, builtInSourceName } from "./builtin/builtInSource";
import { mcpHttpSource, mcpStdioSource } from "./mcp";
import type { ToolSource } from "./source";

/** What tool sources find around them. */
export interface SourcesEnvironment {
  /** Where relative paths start and processes run. */
  readonly workspaceFolder?: string;
  /** What `${…}` in the servers' definitions stands for; asked when a server starts. */
  readonly variables: Variables;
  /** Told each line that a source writes beside its answers. */
  readonly log: (source: string, line: string) => void;
  /** How long a server may take to start; 30 s if absent. */
  readonly startTimeoutMs?: number;
}

/** Something about the sources of a manifest, and the path in it that leads to what it is about. */
export interface SourceProblem extends Pick<Problem, "severity" | "message"> {
  readonly at: readonly string[];
}

/**
 * The sources that a manifest's calls can name: the built-in tools, its own servers, and those of `.vscode/mcp.json`
 * that it does not itself define. Nothing is started.
 */
export function createSources(
  manifest: Pick<Manifest, "servers" | "tools">,
  mcpJsonServers: Readonly<Record<string, ServerDefinition>>,
  environment: SourcesEnvironment,
): { readonly sources: readonly ToolSource[]; readonly problems: readonly SourceProblem[] } {
  const problems: SourceProblem[] = [];
  const { workspaceFolder } = environment;
  const sources: ToolSource[] = [builtInSource({ ...(workspaceFolder !== undefined && { workspaceFolder }) })];

  for (const [name, definition] of Object.entries(manifest.servers)) {
    if (name === builtInSourceName) {
      const message = `"${name}" is the name of the built-in tools: give the server another name.`;
      problems.push({ severity: "error", message, at: ["servers", name] });
      continue;
    }
    if (Object.hasOwn(mcpJsonServers, name)) {
      const message = `.vscode/mcp.json has a server "${name}" too; the one here is used.`;
      problems.push({ severity: "hint", message, at: ["servers", name] });
    }
    sources.push(serverSource(name, definition, environment));
  }
  for (const [name, definition] of Object.entries(mcpJsonServers)) {
    if (name === builtInSourceName || Object.hasOwn(manifest.servers, name)) continue;
    sources.push(serverSource(name, definition, environment));
  }
  for (const name of Object.keys(manifest.tools)) {
    const message = `"${name}" cannot be run: tools that a manifest defines itself are not supported yet. Use http_request or run_process, or a server.`;
    problems.push({ severity: "error", message, at: ["tools", name] });
  }
  return { sources, problems };
}

function serverSource(name: string, definition: ServerDefinition, environment: SourcesEnvironment): ToolSource {
  const { variables, ...options } = environment;
  return isStdio(definition)
    ? mcpStdioSource(name, () => filledIn(definition, variables), options)
    : mcpHttpSource(name, () => filledIn(definition, variables), options);
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
