import { getOrMake } from "../../core/model/data/getOrMake";
import { Suggestions } from "../../core/model/text/suggestions";
import type { Tool } from "../../core/model/tool";
import { sanitized } from "./toolNames";

/** What one source has, or why it could not be started. */
export type SourceListing =
  | { readonly source: string; readonly tools: readonly Tool[] }
  | { readonly source: string; readonly unavailable: string };

/** Tools by their names, so that finding one takes no look at the others. */
class ToolIndex {
  private readonly exact = new Map<string, Tool[]>();
  private readonly spelled = new Map<string, Tool[]>();

  constructor(tools: Iterable<Tool>) {
    for (const tool of tools) {
      getOrMake(this.exact, tool.name, () => []).push(tool);
      getOrMake(this.spelled, sanitized(tool.name), () => []).push(tool);
    }
  }

  named(name: string): readonly Tool[] {
    return this.exact.get(name) ?? [];
  }

  /** Those that are called so, or else those that clients write so, who replace what providers do not allow by `_`. */
  written(name: string): readonly Tool[] {
    return this.exact.get(name) ?? this.spelled.get(name) ?? [];
  }
}

/** Sources keep a list as long as it holds. */
const indexes = new WeakMap<readonly Tool[], ToolIndex>();

/** The tools of one source by their names. */
export function indexOf(tools: readonly Tool[]): ToolIndex {
  return getOrMake(indexes, tools, () => new ToolIndex(tools));
}

const shownNames = 8;

/** What all sources have, and what can be said where a name is none of theirs. */
export class ListedTools {
  private readonly index: ToolIndex;
  private readonly names: readonly string[];
  private readonly fullNames: readonly string[];
  private readonly sourceNames: readonly string[];
  private readonly toolsOf = new Map<string, readonly string[]>();
  private readonly failed: readonly Extract<SourceListing, { unavailable: string }>[];
  private readonly suggestions = new Suggestions();

  constructor(listings: readonly SourceListing[]) {
    const tools = listings.flatMap((listing) => ("tools" in listing ? listing.tools : []));
    this.index = new ToolIndex(tools);
    this.names = tools.map(({ name }) => name);
    this.fullNames = tools.map(({ source, name }) => `${source}/${name}`);
    this.sourceNames = listings.map(({ source }) => source);
    this.failed = listings.filter((listing) => "unavailable" in listing);
    for (const listing of listings) {
      this.toolsOf.set(listing.source, "tools" in listing ? listing.tools.map(({ name }) => name) : []);
    }
  }

  /** Those of any source that are called so. */
  named(name: string): readonly Tool[] {
    return this.index.named(name);
  }

  /** The one source that could not be started, where there is just one. */
  get onlyFailed(): { readonly source: string; readonly unavailable: string } | undefined {
    return this.failed.length === 1 ? this.failed[0] : undefined;
  }

  /** That a source has no such tool, and which it may have been. */
  lackedBy(source: string, toolName: string): string {
    const names = this.toolsOf.get(source) ?? [];
    const near = this.suggestions.for(toolName, names);
    return `"${source}" has no tool "${toolName}".${near === "" ? ` ${whatItHas(names)}` : near}`;
  }

  /** That no source has such a tool, and which it may have been. */
  lacked(name: string): string {
    const slash = name.indexOf("/");
    const prefix = slash > 0 ? name.slice(0, slash) : undefined;
    const near =
      prefix === undefined
        ? this.suggestions.for(name, this.names)
        : this.suggestions.for(prefix, this.sourceNames) || this.suggestions.for(name, this.fullNames);
    const { sourceNames, failed } = this;
    const reasons = failed.map(({ source, unavailable }) => `"${source}" (${unavailable})`);
    const lost =
      reasons.length === 0 ? "" : ` These sources could not be started and might have it: ${someOf(reasons, "; ")}`;
    const what =
      prefix === undefined
        ? `There is no tool "${name}".`
        : `There is no tool "${name}" and no tool source "${prefix}": there ${sourceNames.length === 1 ? "is" : "are"} ${listed(sourceNames)}.`;
    return `${what}${near}${lost}`;
  }
}

function whatItHas(names: readonly string[]): string {
  return names.length === 0 ? "It has no tools." : `It has ${someOf(names, ", ")}.`;
}

function listed(names: readonly string[]): string {
  return names.length === 0
    ? "none"
    : someOf(
        names.map((name) => `"${name}"`),
        ", ",
      );
}

function someOf(names: readonly string[], between: string): string {
  const more = names.length > shownNames ? ` and ${String(names.length - shownNames)} more` : "";
  return `${names.slice(0, shownNames).join(between)}${more}`;
}
