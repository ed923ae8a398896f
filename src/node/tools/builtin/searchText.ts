import { stat } from "node:fs/promises";

import * as z from "zod";

import { shorten } from "../../../core/model/text/excerpt";
import { ToolFailure } from "../../../core/model/failure";
import { builtInTool } from "./builtInTool";
import { globMatcher } from "./glob";
import { readText } from "./readFile";
import { RegexWorker, type LineMatch } from "./regexWorker";
import { walk, type WalkedEntry } from "./walk";
import { insideWorkspace, type WorkspacePath } from "./workspacePath";

const regexBudgetMs = 2000;
const maxFileBytes = 10 * 1024 * 1024;
const maxLineLength = 500;

export const searchTextTool = builtInTool({
  name: "search_text",
  title: "Search Text",
  description:
    "Searches the text files of the workspace line by line, as { matches: [{ path, line, column, text }], filesSearched, truncated }. Skips binary files, files over 10 MB, .git and node_modules.",
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.strictObject({
    pattern: z.string().min(1).max(10_000).describe("The text to find, or a regular expression if regex is true."),
    path: z.string().min(1).default(".").describe("The folder or file to search, in the workspace folder."),
    glob: z.string().min(1).max(1000).optional().describe('Only files that match this glob, such as "**/*.ts".'),
    regex: z
      .boolean()
      .default(false)
      .describe("Whether the pattern is a JavaScript regular expression (with the flag u)."),
    caseSensitive: z.boolean().default(true).describe("Whether upper and lower case differ."),
    includeIgnored: z.boolean().default(false).describe("Whether .git and node_modules are searched too."),
    maxResults: z.int().min(1).max(10_000).default(1000).describe("How many matching lines to give at most."),
  }),
  async run({ pattern, path, glob, regex, caseSensitive, includeIgnored, maxResults }, { places, signal, progress }) {
    const start = await insideWorkspace(path, places);
    const isWanted = glob === undefined ? () => true : globMatcher(glob);
    const worker = regex ? new RegexWorker(pattern, caseSensitive ? "u" : "iu", regexBudgetMs) : undefined;
    const closeWorker = () => void worker?.close();
    signal.addEventListener("abort", closeWorker, { once: true });
    try {
      const matches: { path: string; line: number; column: number; text: string }[] = [];
      let filesSearched = 0;
      let truncated = false;
      for await (const file of filesBelow(start, includeIgnored, signal)) {
        if (!isWanted(file.below)) continue;
        const text = await searchableText(file, signal);
        if (text === undefined) continue;
        filesSearched++;
        if (filesSearched % 1000 === 0)
          progress({ progress: filesSearched, message: `${String(filesSearched)} files searched` });
        const limit = maxResults - matches.length + 1;
        const found =
          worker === undefined
            ? literalMatches(text, pattern, caseSensitive, limit)
            : await worker.search(text, limit, file.shown);
        if (found.length === 0) continue;
        const lines = text.split(/\r?\n/);
        for (const { line, column } of found) {
          matches.push({ path: file.shown, line, column, text: shorten(lines[line - 1] ?? "", maxLineLength) });
        }
        if (matches.length > maxResults) {
          truncated = true;
          matches.length = maxResults;
          break;
        }
      }
      const shown = matches.map(
        (match) => `${match.path}:${String(match.line)}:${String(match.column)}: ${match.text}`,
      );
      if (truncated) shown.push(`… and more than these ${String(maxResults)}: narrow the search or raise maxResults.`);
      const text = shown.length === 0 ? `Nothing found in ${String(filesSearched)} files.` : shown.join("\n");
      return { content: [{ type: "text", text }], structuredContent: { matches, filesSearched, truncated } };
    } finally {
      signal.removeEventListener("abort", closeWorker);
      await worker?.close();
    }
  },
});

async function* filesBelow(
  start: WorkspacePath,
  includeIgnored: boolean,
  signal: AbortSignal,
): AsyncGenerator<WalkedEntry, void, undefined> {
  if ((await stat(start.absolute)).isFile()) {
    const name = start.shown.slice(start.shown.lastIndexOf("/") + 1);
    yield { absolute: start.absolute, shown: start.shown, below: name, kind: "file" };
    return;
  }
  for await (const entry of walk(start, includeIgnored, signal)) if (entry.kind === "file") yield entry;
}

/** The text of a file, or undefined when it is no text that is worth searching. */
async function searchableText(file: WalkedEntry, signal: AbortSignal): Promise<string | undefined> {
  try {
    if ((await stat(file.absolute)).size > maxFileBytes) return undefined;
    return await readText(file.absolute, file.shown, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof ToolFailure || thrown instanceof Error) return undefined;
    throw thrown;
  }
}

function literalMatches(text: string, query: string, caseSensitive: boolean, limit: number): LineMatch[] {
  const wanted = caseSensitive ? query : query.toLowerCase();
  const matches: LineMatch[] = [];
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length && matches.length < limit; index++) {
    const line = lines[index] ?? "";
    const at = (caseSensitive ? line : line.toLowerCase()).indexOf(wanted);
    if (at !== -1) matches.push({ line: index + 1, column: at + 1 });
  }
  return matches;
}
