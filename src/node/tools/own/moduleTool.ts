import { resolve } from "node:path";

import type { ModuleToolDefinition } from "../../../core/model/manifest";
import type { ModuleProcesses } from "../module/moduleProcesses";
import { describedTool, type ManifestTool, type ManifestToolEnvironment } from "./manifestTool";
import { filledText } from "./template";
import { withDefaults } from "./templateArguments";

/** A tool that is a function of a file in the workspace. */
export function moduleTool(
  name: string,
  definition: ModuleToolDefinition,
  { variables }: ManifestToolEnvironment,
  processes: ModuleProcesses,
): ManifestTool {
  const { module, export: exported = "default" } = definition;
  const tool = describedTool(name, definition, {
    description: exported === "default" ? `The function of ${module}` : `The function ${exported} of ${module}`,
    inputSchema: { type: "object" },
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  });
  return {
    tool,
    problems: [],
    call(args, context) {
      const path = resolve(variables.workspaceFolder ?? process.cwd(), filledText(module, { args: {}, variables }));
      return processes.call({ path, shown: module, export: exported }, withDefaults(args, tool.inputSchema), context);
    },
  };
}
