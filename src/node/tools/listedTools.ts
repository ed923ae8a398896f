import { getOrMake } from "../../core/model/data/getOrMake";
import { Suggestions } from "../../core/model/text/suggestions";
import type { Tool } from "../../core/model/tool";
import { sanitized } from "./toolNames";
import { andMore, sentences, worded, type Said, type Worded } from "../../core/model/text/wording";

/** What one source has, or why it could not be started. */
export type SourceListing =
  | { readonly source: string; readonly tools: readonly Tool[] }
  | { readonly source: string; readonly unavailable: Said };

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
  private readonly failed: readonly Extract<SourceListing, { unavailable: Said }>[];
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
  get onlyFailed(): { readonly source: string; readonly unavailable: Said } | undefined {
    return this.failed.length === 1 ? this.failed[0] : undefined;
  }

  /** That a source has no such tool, and which it may have been. */
  lackedBy(source: string, toolName: string): Worded {
    const names = this.toolsOf.get(source) ?? [];
    const near = this.suggestions.for(toolName, names);
    return sentences(worded('"{0}" has no tool "{1}".', source, toolName), near ?? whatItHas(names));
  }

  /** That no source has such a tool, and which it may have been. */
  lacked(name: string): Worded {
    const slash = name.indexOf("/");
    const prefix = slash > 0 ? name.slice(0, slash) : undefined;
    const near =
      prefix === undefined
        ? this.suggestions.for(name, this.names)
        : (this.suggestions.for(prefix, this.sourceNames) ?? this.suggestions.for(name, this.fullNames));
    const { sourceNames, failed } = this;
    const reasons = failed.map(({ source, unavailable }) => worded('"{0}" ({1})', source, unavailable));
    return sentences(
      prefix === undefined ? worded('There is no tool "{0}".', name) : noSuchSource(name, prefix, sourceNames),
      near,
      reasons.length === 0
        ? undefined
        : worded("These sources could not be started and might have it: {0}", someReasons(reasons)),
    );
  }
}

function noSuchSource(name: string, source: string, others: readonly string[]): Worded {
  const quoted = others.map((each) => `"${each}"`);
  if (quoted.length === 0)
    return worded('There is no tool "{0}" and no tool source "{1}": there are none.', name, source);
  return quoted.length === 1
    ? worded(
        'There is no tool "{0}" and no tool source "{1}": there is {2}.',
        name,
        source,
        andMore(quoted, shownNames),
      )
    : worded(
        'There is no tool "{0}" and no tool source "{1}": there are {2}.',
        name,
        source,
        andMore(quoted, shownNames),
      );
}

function whatItHas(names: readonly string[]): Worded {
  return names.length === 0 ? worded("It has no tools.") : worded("It has {0}.", andMore(names, shownNames));
}

/** Each may have commas of its own. */
function someReasons(reasons: readonly Worded[]): Said {
  const shown = reasons.slice(0, shownNames).reduce((list, reason) => worded("{0}; {1}", list, reason));
  return reasons.length > shownNames ? worded("{0} and {1} more", shown, reasons.length - shownNames) : shown;
}
