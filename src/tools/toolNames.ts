import type { ToolSource } from "./source";

/** How a name may be written: which source it names, and what is left for the tool's own name. */
export interface NamedTool {
  readonly source: ToolSource;
  readonly toolName: string;
}

/**
 * Every reading of `name` that names its source beyond doubt: `source/tool`, and the `mcp__source__tool` and
 * `mcp_source_tool` under which MCP clients hand tools to models.
 */
export function explicitReadings(name: string, sources: readonly ToolSource[]): NamedTool[] {
  return readings(name, sources, (source) => [
    `${source}/`,
    ...spellings(source).flatMap((spelled) => [`mcp__${spelled}__`, `mcp_${spelled}_`]),
  ]);
}

/** Readings that might as well be a bare name: `source__tool`, `source.tool` and `source:tool`. */
export function looseReadings(name: string, sources: readonly ToolSource[]): NamedTool[] {
  return readings(name, sources, (source) =>
    spellings(source).flatMap((spelled) => [`${spelled}__`, `${spelled}.`, `${spelled}:`]),
  );
}

/** Whether `written` can stand for a tool's name: clients replace what model providers do not allow in names by `_`. */
export function spells(written: string, toolName: string): boolean {
  return written === toolName || written === sanitized(toolName);
}

function readings(
  name: string,
  sources: readonly ToolSource[],
  prefixesOf: (source: string) => readonly string[],
): NamedTool[] {
  const found: NamedTool[] = [];
  for (const source of sources) {
    const rests = new Set<string>();
    for (const prefix of prefixesOf(source.name)) {
      if (name.startsWith(prefix) && name.length > prefix.length) rests.add(name.slice(prefix.length));
    }
    for (const toolName of rests) found.push({ source, toolName });
  }
  return found;
}

function spellings(source: string): string[] {
  return [...new Set([source, sanitized(source)])];
}

function sanitized(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, "_");
}
