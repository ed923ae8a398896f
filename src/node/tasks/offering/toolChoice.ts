import type { Tool } from "../../../core/model/tool";

/** VS Code's own tools belong to chats: they are offered only when they were chosen. */
const notByDefault = "vscode";

/** The tool under which chats reach this extension; a task that called it would call itself. */
export const parallelToolName = "run_tools_in_parallel";

/** Whether a tool is among those chosen by patterns `source/name`, `source/*` or `name`; none stand for the default. */
export function isChosen({ source, name }: Tool, patterns: readonly string[]): boolean {
  if (source === notByDefault && name === parallelToolName) return false;
  if (patterns.length === 0) return source !== notByDefault;
  return patterns.some((pattern) => pattern === `${source}/${name}` || pattern === `${source}/*` || pattern === name);
}

/** Whether any tool of a source can be among those chosen, so that it is worth starting. */
export function mayHaveChosen(source: string, patterns: readonly string[]): boolean {
  if (patterns.length === 0) return source !== notByDefault;
  return patterns.some((pattern) => !pattern.includes("/") || pattern.startsWith(`${source}/`));
}

/** The shortest patterns for exactly these tools: one for a source that is chosen whole. */
export function patternsFor(all: readonly Tool[], chosen: readonly Tool[]): string[] {
  const sources = [...new Set(all.map(({ source }) => source))];
  return sources.flatMap((source) => {
    const own = chosen.filter((tool) => tool.source === source);
    const offered = all.filter((tool) => tool.source === source && tool.name !== parallelToolName);
    if (own.length === offered.length && own.length > 0) return [`${source}/*`];
    return own.map(({ name }) => `${source}/${name}`);
  });
}
