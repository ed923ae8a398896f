import { setMaxListeners } from "node:events";

import { saidBy, ToolFailure } from "../../core/model/failure";
import type { JsonObject } from "../../core/model/data/json";
import type { Call } from "../../core/model/manifest";
import { didYouMean } from "../../core/model/text/nearest";
import type { ToolLookup } from "../../core/model/plan";
import type { ToolResult } from "../../core/model/result";
import type { SourceFacts, Tool } from "../../core/model/tool";
import type { AttemptContext, ToolSource } from "./source";
import { indexOf, ListedTools, type SourceListing } from "./listedTools";
import { SourcePrefixes, type NamedTool } from "./toolNames";
import { anyOf, sentences, worded } from "../../core/model/text/wording";

/** All tools that calls can name. */
export interface Catalogue {
  /**
   * What each call's `tool` names, in the order of the calls. Lists only the sources that are needed to tell: the one
   * that a name is prefixed with, or all for a bare name. Never rejects, unless `signal` is aborted.
   */
  lookUp(calls: readonly Pick<Call, "tool">[], signal?: AbortSignal): Promise<readonly ToolLookup[]>;
  /** What every source has, in the order of the sources. Never rejects, unless `signal` is aborted. */
  list(signal?: AbortSignal): Promise<readonly SourceListing[]>;
  /** What a source was when it was last listed; `undefined` before that. */
  factsOf(source: string): SourceFacts | undefined;
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
  const bySource = new Map<string, ToolSource>();
  for (const source of sources) if (!bySource.has(source.name)) bySource.set(source.name, source);
  const all = [...bySource.values()];
  const prefixes = new SourcePrefixes(all);
  const facts = new Map<string, SourceFacts>();

  return {
    factsOf: (source) => facts.get(source),
    async lookUp(calls, signal) {
      const listings = new Listings(all, facts, signal);
      const lookUp = async (name: string): Promise<[string, ToolLookup]> => [
        name,
        listings.withFacts(await lookUpName(name, prefixes, listings)),
      ];
      const names = new Set<string>();
      for (const { tool } of calls) names.add(tool);
      const byName = new Map(await Promise.all([...names].map(lookUp)));
      const lookUps: ToolLookup[] = [];
      for (const { tool } of calls) {
        const found = byName.get(tool);
        if (found !== undefined) lookUps.push(found);
      }
      return lookUps;
    },
    list(signal) {
      const listings = new Listings(all, facts, signal);
      return listings.all();
    },
    async call(sourceName, toolName, args, context) {
      const source = bySource.get(sourceName);
      if (source === undefined) {
        throw new ToolFailure(
          "unavailable",
          sentences(worded('There is no tool source "{0}".', sourceName), didYouMean(sourceName, bySource.keys())),
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
  private everything: Promise<ListedTools> | undefined;

  constructor(
    private readonly sources: readonly ToolSource[],
    private readonly facts: Map<string, SourceFacts>,
    private readonly signal: AbortSignal | undefined,
  ) {
    // Each source that starts listens to it; more than ten are no leak.
    if (signal !== undefined) setMaxListeners(0, signal);
  }

  listingOf(source: ToolSource): Promise<SourceListing> {
    const known = this.asked.get(source.name);
    if (known !== undefined) return known;
    const listing = this.askSource(source);
    this.asked.set(source.name, listing);
    return listing;
  }

  all(): Promise<readonly SourceListing[]> {
    return Promise.all(this.sources.map((source) => this.listingOf(source)));
  }

  /** What all have, which is put in order once. */
  listed(): Promise<ListedTools> {
    return (this.everything ??= this.all().then((listings) => new ListedTools(listings)));
  }

  /** The look-up with what its source is, which every look-up of that source shares. */
  withFacts(lookUp: ToolLookup): ToolLookup {
    if (lookUp.kind !== "found") return lookUp;
    const facts = this.facts.get(lookUp.tool.source);
    return facts === undefined ? lookUp : { ...lookUp, facts };
  }

  private async askSource(source: ToolSource): Promise<SourceListing> {
    try {
      const tools = await source.list(this.signal);
      const facts = { tools, ...(source.nature?.() ?? ({ kind: "server" } as const)) };
      // Planning keeps what it makes of a list, as long as it is the same list.
      if (!isSame(this.facts.get(source.name), facts)) this.facts.set(source.name, facts);
      return { source: source.name, tools };
    } catch (thrown) {
      this.signal?.throwIfAborted();
      return { source: source.name, unavailable: saidBy(thrown) };
    }
  }
}

function isSame(one: SourceFacts | undefined, other: SourceFacts): boolean {
  return one?.tools === other.tools && one.serverName === other.serverName;
}

async function lookUpName(name: string, prefixes: SourcePrefixes, listings: Listings): Promise<ToolLookup> {
  const explicit = prefixes.explicitReadings(name);
  const named = await matches(explicit, listings);
  const exact = named.found.filter((tool) => name === `${tool.source}/${tool.name}`);
  if (exact.length > 0) return oneOf(name, exact);
  if (named.found.length > 0) return oneOf(name, named.found);
  const [lost] = named.unavailable;
  if (lost !== undefined) return lost;

  const all = await listings.listed();
  const bare = all.named(name);
  if (bare.length > 0) return oneOf(name, bare);
  const loose = await matches(prefixes.looseReadings(name), listings);
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
    readings.map(async (reading) => ({ ...reading, listing: await listings.listingOf(reading.source) })),
  )) {
    if ("tools" in listing) {
      for (const tool of indexOf(listing.tools).written(toolName)) found.add(tool);
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
  return { kind: "unknown", ...worded('Several sources have a tool "{0}": write {1}.', name, anyOf(names)) };
}

function notFound(name: string, [meant]: readonly NamedTool[], all: ListedTools): ToolLookup {
  if (meant !== undefined) return { kind: "unknown", ...all.lackedBy(meant.source.name, meant.toolName) };
  const only = all.onlyFailed;
  if (only !== undefined && name.indexOf("/") <= 0) {
    return { kind: "unavailable", source: only.source, toolName: name, reason: only.unavailable };
  }
  return { kind: "unknown", ...all.lacked(name) };
}
