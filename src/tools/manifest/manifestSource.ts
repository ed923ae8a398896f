import { ToolFailure } from "../../model/failure";
import type { JsonObject } from "../../model/json";
import type { ToolDefinition } from "../../model/manifest";
import { didYouMean } from "../../model/nearest";
import type { ToolResult } from "../../model/result";
import type { Tool } from "../../model/tool";
import { ModuleProcesses } from "../module/moduleProcesses";
import type { AttemptContext, ToolSource } from "../source";
import { stopped } from "../stopped";
import { httpTool } from "./httpTool";
import {
  manifestSourceName,
  type DefinitionProblem,
  type ManifestTool,
  type ManifestToolEnvironment,
} from "./manifestTool";
import { moduleTool } from "./moduleTool";
import { processTool } from "./processTool";

/** A definition of one tool, rather than of a document full of them. */
export type SingleToolDefinition = Exclude<ToolDefinition, { readonly openapi: unknown }>;

/** Tools of a manifest's own: what makes HTTP requests, runs programs and calls functions of modules. */
export class ManifestSource implements ToolSource {
  readonly name = manifestSourceName;
  readonly isPassive = true;
  private readonly tools: ReadonlyMap<string, ManifestTool>;
  private readonly processes: ModuleProcesses;

  constructor(definitions: Readonly<Record<string, SingleToolDefinition>>, environment: ManifestToolEnvironment) {
    const { workspaceFolder, log, moduleRunner } = environment;
    this.processes = new ModuleProcesses(
      workspaceFolder ?? process.cwd(),
      (line) => {
        log(manifestSourceName, line);
      },
      moduleRunner,
    );
    this.tools = new Map(
      Object.entries(definitions).map(([name, definition]) => [name, this.toolOf(name, definition, environment)]),
    );
  }

  /** What keeps tools from being called, by their names. */
  problems(): readonly (DefinitionProblem & { readonly tool: string })[] {
    return [...this.tools].flatMap(([tool, { problems }]) => problems.map((problem) => ({ ...problem, tool })));
  }

  list(): Promise<readonly Tool[]> {
    return Promise.resolve([...this.tools.values()].map(({ tool }) => tool));
  }

  async call(toolName: string, args: JsonObject, context: AttemptContext): Promise<ToolResult> {
    const tool = this.tools.get(toolName);
    if (tool === undefined) {
      const near = didYouMean(toolName, this.tools.keys());
      throw new ToolFailure("protocol", `The manifest has no tool "${toolName}".${near}`);
    }
    try {
      return await tool.call(args, context);
    } catch (thrown) {
      throw context.signal.aborted ? stopped(toolName, thrown) : thrown;
    }
  }

  close(): Promise<void> {
    return this.processes.close();
  }

  private toolOf(name: string, definition: SingleToolDefinition, environment: ManifestToolEnvironment): ManifestTool {
    if ("http" in definition) return httpTool(name, definition, environment);
    if ("process" in definition) return processTool(name, definition, environment);
    return moduleTool(name, definition, environment, this.processes);
  }
}
