import { getOrMake } from "../../core/model/data/getOrMake";
import type { ToolSource } from "./source";

/** How a name may be written: which source it names, and what is left for the tool's own name. */
export interface NamedTool {
  readonly source: ToolSource;
  readonly toolName: string;
}

/** Reads names with the names of sources in them, each in a time that does not grow with the number of sources. */
export class SourcePrefixes {
  private readonly explicit: Prefixes;
  private readonly loose: Prefixes;

  constructor(sources: readonly ToolSource[]) {
    this.explicit = new Prefixes(sources, (source) => [
      `${source}/`,
      ...spellings(source).flatMap((spelled) => [`mcp__${spelled}__`, `mcp_${spelled}_`]),
    ]);
    this.loose = new Prefixes(sources, (source) =>
      spellings(source).flatMap((spelled) => [`${spelled}__`, `${spelled}.`, `${spelled}:`]),
    );
  }

  /**
   * Every reading of `name` that names its source beyond doubt: `source/tool`, and the `mcp__source__tool` and
   * `mcp_source_tool` under which MCP clients hand tools to models.
   */
  explicitReadings(name: string): NamedTool[] {
    return this.explicit.readings(name);
  }

  /** Readings that might as well be a bare name: `source__tool`, `source.tool` and `source:tool`. */
  looseReadings(name: string): NamedTool[] {
    return this.loose.readings(name);
  }
}

interface Prefixed {
  readonly source: ToolSource;
  /** Its place among all prefixes. */
  readonly order: number;
}

class Prefixes {
  /** By their length, of which names have few, and then by themselves. */
  private readonly byLength = new Map<number, Map<string, Prefixed[]>>();

  constructor(sources: readonly ToolSource[], prefixesOf: (source: string) => readonly string[]) {
    let order = 0;
    for (const source of sources) {
      for (const prefix of prefixesOf(source.name)) {
        const same = getOrMake(this.byLength, prefix.length, () => new Map<string, Prefixed[]>());
        getOrMake(same, prefix, () => []).push({ source, order: order++ });
      }
    }
  }

  /** In the order of the sources. */
  readings(name: string): NamedTool[] {
    const found: (Prefixed & NamedTool)[] = [];
    for (const [length, prefixes] of this.byLength) {
      if (length >= name.length) continue;
      const toolName = name.slice(length);
      for (const prefixed of prefixes.get(name.slice(0, length)) ?? []) found.push({ ...prefixed, toolName });
    }
    found.sort((one, other) => one.order - other.order);
    // Readings of one length are the same tool where they name the same source.
    const seen = new Map<ToolSource, Set<number>>();
    return found.filter(({ source, toolName }) => {
      const lengths = getOrMake(seen, source, () => new Set<number>());
      return lengths.size < lengths.add(toolName.length).size;
    });
  }
}

function spellings(source: string): string[] {
  return [...new Set([source, sanitized(source)])];
}

/** As clients write a name for model providers: `_` for all that these do not allow. */
export function sanitized(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, "_");
}
