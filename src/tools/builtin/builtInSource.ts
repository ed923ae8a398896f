import { ToolFailure } from "../../model/failure";
import { didYouMean } from "../../model/nearest";
import type { ProxyFor } from "../http/exchange";
import type { ToolSource } from "../source";
import { stopped } from "../stopped";
import type { BuiltInTool } from "./builtInTool";
import { calculateTool } from "./calculate";
import { httpRequestTool } from "./httpRequest";
import { listFilesTool } from "./listFiles";
import { readFileTool } from "./readFile";
import { runProcessTool } from "./runProcess";
import { searchTextTool } from "./searchText";
import { waitTool } from "./wait";

const tools: readonly BuiltInTool[] = [
  readFileTool,
  listFilesTool,
  searchTextTool,
  httpRequestTool,
  runProcessTool,
  calculateTool,
  waitTool,
];

export const builtInSourceName = "builtin";

export interface BuiltInOptions {
  /** Where relative paths start and processes run; without it, tools that read files fail and say so. */
  readonly workspaceFolder?: string;
  /** The proxies that HTTP requests go through; none if absent. */
  readonly proxyFor?: ProxyFor;
}

/** The tools that need no set-up. Nothing to start, nothing to close. */
export function builtInSource({ workspaceFolder, proxyFor }: BuiltInOptions): ToolSource {
  return {
    name: builtInSourceName,
    isPassive: true,
    list: () =>
      Promise.resolve(
        tools.map(({ name, title, description, inputSchema, annotations }) => ({
          source: builtInSourceName,
          name,
          title,
          description,
          inputSchema,
          annotations,
        })),
      ),
    async call(toolName, args, context) {
      const tool = tools.find((each) => each.name === toolName);
      if (tool === undefined) {
        const near = didYouMean(
          toolName,
          tools.map((each) => each.name),
        );
        throw new ToolFailure("protocol", `There is no built-in tool "${toolName}".${near}`);
      }
      const { signal, progress, pause, starting } = context;
      try {
        return await tool.call(args, { signal, progress, pause, starting, workspaceFolder, proxyFor });
      } catch (thrown) {
        throw signal.aborted ? stopped(toolName, thrown) : thrown;
      }
    },
    close: () => Promise.resolve(),
  };
}
