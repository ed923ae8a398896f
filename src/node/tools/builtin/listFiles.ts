import * as z from "zod";

import { builtInTool } from "./builtInTool";
import { globMatcher } from "./glob";
import { walk } from "./walk";
import { insideWorkspace } from "./workspacePath";

const defaultMaxResults = 10_000;

export const listFilesTool = builtInTool({
  name: "list_files",
  title: "List Files",
  description:
    "Lists the files below a folder of the workspace, sorted, as { files, truncated }. Does not enter .git and node_modules unless asked, nor symbolic links.",
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.strictObject({
    path: z
      .string()
      .min(1)
      .default(".")
      .describe("The folder, relative to the workspace folder or absolute inside it."),
    pattern: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .describe('A glob, such as "**/*.ts" or "*.{json,md}", matched below the folder; without "/" at any depth.'),
    includeFolders: z.boolean().default(false).describe("Whether folders are listed too, with a / at their end."),
    includeIgnored: z.boolean().default(false).describe("Whether .git and node_modules are entered too."),
    maxResults: z.int().min(1).max(100_000).default(defaultMaxResults).describe("How many to list at most."),
  }),
  async run({ path, pattern, includeFolders, includeIgnored, maxResults }, { places, signal }) {
    const start = await insideWorkspace(path, places);
    const isWanted = pattern === undefined ? () => true : globMatcher(pattern);
    const files: string[] = [];
    let truncated = false;
    for await (const entry of walk(start, includeIgnored, signal)) {
      if (entry.kind === "folder" && !includeFolders) continue;
      if (!isWanted(entry.below)) continue;
      if (files.length === maxResults) {
        truncated = true;
        break;
      }
      files.push(entry.kind === "folder" ? `${entry.shown}/` : entry.shown);
    }
    files.sort();
    const more = truncated
      ? [`… and more than these ${String(maxResults)}: narrow the pattern or raise maxResults.`]
      : [];
    return {
      content: [{ type: "text", text: [...files, ...more].join("\n") }],
      structuredContent: { files, truncated },
    };
  },
});
