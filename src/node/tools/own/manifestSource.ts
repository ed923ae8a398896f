import { ToolFailure } from "../../../core/model/failure";
import type { JsonObject } from "../../../core/model/data/json";
import type { ToolDefinition } from "../../../core/model/manifest";
import { didYouMean } from "../../../core/model/text/nearest";
import type { ToolResult } from "../../../core/model/result";
import type { SourceNature, Tool } from "../../../core/model/tool";
import { ModuleProcesses } from "../module/moduleProcesses";
import type { AttemptContext, SourceNews, ToolSource } from "../source";
import { stopped } from "../thrown";
import { httpTool } from "./httpTool";
import {
  manifestSourceName,
  type DefinitionProblem,
  type ManifestTool,
  type ManifestToolEnvironment,
} from "./manifestTool";
import { moduleTool } from "./moduleTool";
import { processTool } from "./processTool";
import { sentences, worded } from "../../../core/model/text/wording";

/** A definition of one tool, rather than of a document full of them. */
export type SingleToolDefinition = Exclude<ToolDefinition, { readonly openapi: unknown }>;

/** Tools of a manifest's own: what makes HTTP requests, runs programs and calls functions of modules. */
export class ManifestSource implements ToolSource {
  readonly name = manifestSourceName;
  readonly isPassive = true;
  private readonly tools: ReadonlyMap<string, ManifestTool>;
  private readonly processes: ModuleProcesses;
  private readonly watchers = new Set<(news: SourceNews) => void>();

  constructor(definitions: Readonly<Record<string, SingleToolDefinition>>, environment: ManifestToolEnvironment) {
    const { variables, log, moduleRunner } = environment;
    this.processes = new ModuleProcesses(
      variables.workspaceFolder ?? process.cwd(),
      (line) => {
        log(manifestSourceName, line);
      },
      (module, after) => {
        const tools = Object.keys(definitions).filter((name) => isOf(module, definitions[name]));
        const news: SourceNews = {
          kind: "started",
          part: { name: module, tools },
          ...(after !== undefined && { after }),
        };
        for (const watcher of this.watchers) watcher(news);
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

  nature(): SourceNature {
    return { kind: "manifest" };
  }

  list(): Promise<readonly Tool[]> {
    return Promise.resolve([...this.tools.values()].map(({ tool }) => tool));
  }

  async call(toolName: string, args: JsonObject, context: AttemptContext): Promise<ToolResult> {
    const tool = this.tools.get(toolName);
    if (tool === undefined) {
      const near = didYouMean(toolName, this.tools.keys());
      throw new ToolFailure("protocol", sentences(worded('The manifest has no tool "{0}".', toolName), near));
    }
    try {
      return await tool.call(args, context);
    } catch (thrown) {
      throw context.signal.aborted ? stopped(toolName, thrown) : thrown;
    }
  }

  /** Says when a module is loaded, since each has a memory of its own. */
  watch(listener: (news: SourceNews) => void): () => void {
    this.watchers.add(listener);
    return () => this.watchers.delete(listener);
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

function isOf(module: string, definition: SingleToolDefinition | undefined): boolean {
  return definition !== undefined && "module" in definition && definition.module === module;
}
