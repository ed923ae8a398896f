import { setMaxListeners } from "node:events";

import { messageOf, ToolFailure } from "../model/failure";
import type { JsonObject } from "../model/json";
import type { Call } from "../model/manifest";
import { didYouMean } from "../model/nearest";
import type { ToolLookup } from "../model/plan";
import type { ToolResult } from "../model/result";
import type { Tool } from "../model/tool";
import type { AttemptContext, ToolSource } from "./source";
import { explicitReadings, looseReadings, spells, type NamedTool } from "./toolNames";

/** What one source has, or why it could not be started. */
export type SourceListing =
  | { readonly source: string; readonly tools: readonly Tool[] }
  | { readonly source: string; readonly unavailable: string };

/** All tools that calls can name. */
export interface Catalogue {
  /**
   * What each call's `tool` names, in the order of the calls. Lists only the sources that are needed to tell: the one
   * that a name is prefixed with, or all for a bare name. Never rejects, unless `signal` is aborted.
   */
  lookUp(calls: readonly Pick<Call, "tool">[], signal?: AbortSignal): Promise<readonly ToolLookup[]>;
  /** What every source has, in the order of the sources. Never rejects, unless `signal` is aborted. */
  list(signal?: AbortSignal): Promise<readonly SourceListing[]>;
  /** Throws a `ToolFailure` for every way in which the call can fail. */
  call(source: string, toolName: string, args: JsonObject, context: AttemptContext): Promise<ToolResult>;
  /** Closes every source; they start again when they are needed again. */
  close(): Promise<void>;
}

/**
 * A catalogue over sources with different names; of several with one name the first is used. Sources keep their own
 * listings as long as these hold, so asking again is cheap.
 */
export function createCatalogue(sources: readonly ToolSource[]): Catalogue {
  const byName = new Map<string, ToolSource>();
  for (const source of sources) if (!byName.has(source.name)) byName.set(source.name, source);
  const all = [...byName.values()];

  return {
    async lookUp(calls, signal) {
      const listings = new Listings(signal);
      const lookUps = new Map<string, Promise<ToolLookup>>();
      return Promise.all(
        calls.map(({ tool }) => {
          const known = lookUps.get(tool);
          if (known !== undefined) return known;
          const lookUp = lookUpName(tool, all, listings);
          lookUps.set(tool, lookUp);
          return lookUp;
        }),
      );
    },
    list(signal) {
      const listings = new Listings(signal);
      return Promise.all(all.map((source) => listings.of(source)));
    },
    async call(sourceName, toolName, args, context) {
      const source = byName.get(sourceName);
      if (source === undefined) {
        throw new ToolFailure(
          "unavailable",
          `There is no tool source "${sourceName}".${didYouMean(sourceName, byName.keys())}`,
        );
      }
      return source.call(toolName, args, context);
    },
    async close() {
      await Promise.allSettled(all.map((source) => source.close()));
    },
  };
}

/** Listings asked for at most once a source, so that one look-up tries to start a broken source only once. */
class Listings {
  private readonly asked = new Map<string, Promise<SourceListing>>();

  constructor(private readonly signal: AbortSignal | undefined) {
    // Each source that starts listens to it; more than ten are no leak.
    if (signal !== undefined) setMaxListeners(0, signal);
  }

  of(source: ToolSource): Promise<SourceListing> {
    const known = this.asked.get(source.name);
    if (known !== undefined) return known;
    const listing = this.ask(source);
    this.asked.set(source.name, listing);
    return listing;
  }

  private async ask(source: ToolSource): Promise<SourceListing> {
    try {
      return { source: source.name, tools: await source.list(this.signal) };
    } catch (thrown) {
      this.signal?.throwIfAborted();
      return { source: source.name, unavailable: messageOf(thrown) };
    }
  }
}

async function lookUpName(name: string, sources: readonly ToolSource[], listings: Listings): Promise<ToolLookup> {
  const explicit = explicitReadings(name, sources);
  const named = await matches(explicit, listings);
  const exact = named.found.filter((tool) => name === `${tool.source}/${tool.name}`);
  if (exact.length > 0) return oneOf(name, exact);
  if (named.found.length > 0) return oneOf(name, named.found);
  const [lost] = named.unavailable;
  if (lost !== undefined) return lost;

  const all = await Promise.all(sources.map((source) => listings.of(source)));
  const bare = all.flatMap((listing) => ("tools" in listing ? listing.tools.filter((tool) => tool.name === name) : []));
  if (bare.length > 0) return oneOf(name, bare);
  const loose = await matches(looseReadings(name, sources), listings);
  if (loose.found.length > 0) return oneOf(name, loose.found);
  const [unavailable] = loose.unavailable;
  if (unavailable !== undefined) return unavailable;
  return notFound(name, explicit, all);
}

type Unavailable = Extract<ToolLookup, { kind: "unavailable" }>;

async function matches(
  readings: readonly NamedTool[],
  listings: Listings,
): Promise<{ found: Tool[]; unavailable: Unavailable[] }> {
  const found = new Set<Tool>();
  const unavailable: Unavailable[] = [];
  for (const { source, toolName, listing } of await Promise.all(
    readings.map(async (reading) => ({ ...reading, listing: await listings.of(reading.source) })),
  )) {
    if ("tools" in listing) {
      const same = listing.tools.filter((tool) => tool.name === toolName);
      const alike = same.length > 0 ? same : listing.tools.filter((tool) => spells(toolName, tool.name));
      for (const tool of alike) found.add(tool);
    } else {
      unavailable.push({ kind: "unavailable", source: source.name, toolName, reason: listing.unavailable });
    }
  }
  return { found: [...found], unavailable };
}

function oneOf(name: string, tools: readonly Tool[]): ToolLookup {
  const [tool, ...others] = tools;
  if (tool !== undefined && others.length === 0) return { kind: "found", tool };
  const names = tools.map((each) => `"${each.source}/${each.name}"`);
  return { kind: "unknown", message: `Several sources have a tool "${name}": write ${oneOfThese(names)}.` };
}

function notFound(name: string, explicit: readonly NamedTool[], listings: readonly SourceListing[]): ToolLookup {
  const failed = listings.filter((listing) => "unavailable" in listing);
  const [only, ...others] = failed;
  const [meant] = explicit;
  if (meant !== undefined) {
    const own = listings.find((listing) => listing.source === meant.source.name);
    const names = own !== undefined && "tools" in own ? own.tools.map((tool) => tool.name) : [];
    const near = didYouMean(meant.toolName, names);
    const has = near === "" ? ` ${whatItHas(names)}` : near;
    return { kind: "unknown", message: `"${meant.source.name}" has no tool "${meant.toolName}".${has}` };
  }
  const slash = name.indexOf("/");
  const prefix = slash > 0 ? name.slice(0, slash) : undefined;
  if (only !== undefined && others.length === 0 && prefix === undefined) {
    return { kind: "unavailable", source: only.source, toolName: name, reason: only.unavailable };
  }
  const candidates = listings.flatMap((listing) => ("tools" in listing ? listing.tools : []));
  const sourceNames = listings.map((listing) => listing.source);
  const near =
    prefix === undefined
      ? didYouMean(
          name,
          candidates.map((tool) => tool.name),
        )
      : didYouMean(prefix, sourceNames) ||
        didYouMean(
          name,
          candidates.map((tool) => `${tool.source}/${tool.name}`),
        );
  const reasons = failed.map((listing) => `"${listing.source}" (${listing.unavailable})`);
  const lost =
    reasons.length === 0 ? "" : ` These sources could not be started and might have it: ${reasons.join("; ")}`;
  const what =
    prefix === undefined
      ? `There is no tool "${name}".`
      : `There is no tool "${name}" and no tool source "${prefix}": there ${sourceNames.length === 1 ? "is" : "are"} ${listed(sourceNames)}.`;
  return { kind: "unknown", message: `${what}${near}${lost}` };
}

const shownNames = 8;

function whatItHas(names: readonly string[]): string {
  if (names.length === 0) return "It has no tools.";
  const more = names.length > shownNames ? ` and ${String(names.length - shownNames)} more` : "";
  return `It has ${names.slice(0, shownNames).join(", ")}${more}.`;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map((name) => `"${name}"`).join(", ");
}

function oneOfThese(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
}
