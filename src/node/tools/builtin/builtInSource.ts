import { ToolFailure } from "../../../core/model/failure";
import type { Places } from "../../../core/model/places";
import { didYouMean } from "../../../core/model/text/nearest";
import type { ProxyFor } from "../http/exchange";
import type { AttemptContext, ToolSource } from "../source";
import { stopped } from "../thrown";
import type { BuiltInContext, BuiltInTool } from "./builtInTool";
import { calculateTool } from "./calculate";
import { httpRequestTool } from "./httpRequest";
import { listFilesTool } from "./listFiles";
import { readFileTool } from "./readFile";
import { runProcessTool } from "./runProcess";
import { searchTextTool } from "./searchText";
import { waitTool } from "./wait";
import { sentences, worded } from "../../../core/model/text/wording";

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

/** Hands on what a tool asks for when it asks: a signal and functions that nobody reads need not be made. */
class BuiltInCallContext implements BuiltInContext {
  constructor(
    private readonly context: AttemptContext,
    readonly places: Places,
    readonly proxyFor: ProxyFor | undefined,
  ) {}

  get signal(): AbortSignal {
    return this.context.signal;
  }

  get progress(): AttemptContext["progress"] {
    return this.context.progress;
  }

  get pause(): AttemptContext["pause"] {
    return this.context.pause;
  }

  get starting(): AttemptContext["starting"] {
    return this.context.starting;
  }
}

/**
 * The tools that need no set-up. Nothing to start, nothing to close. HTTP requests go through the proxies of `proxyFor`;
 * where no folder is open, tools that read files fail and say so.
 */
export function builtInSource(places: Places, proxyFor?: ProxyFor): ToolSource {
  return {
    name: builtInSourceName,
    isPassive: true,
    nature: () => ({ kind: "builtIn" }),
    list: () =>
      Promise.resolve(
        tools.map(({ name, title, description, inputSchema, annotations, http }) => ({
          source: builtInSourceName,
          name,
          title,
          description,
          inputSchema,
          annotations,
          ...(http && { http, reachesOut: true as const }),
        })),
      ),
    async call(toolName, args, context) {
      const tool = tools.find((each) => each.name === toolName);
      if (tool === undefined) {
        const near = didYouMean(
          toolName,
          tools.map((each) => each.name),
        );
        throw new ToolFailure("protocol", sentences(worded('There is no built-in tool "{0}".', toolName), near));
      }
      try {
        return await tool.call(args, new BuiltInCallContext(context, places, proxyFor));
      } catch (thrown) {
        throw context.signal.aborted ? stopped(toolName, thrown) : thrown;
      }
    },
    close: () => Promise.resolve(),
  };
}
