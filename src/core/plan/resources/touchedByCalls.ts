import type { ConflictMode, Manifest, StateScope } from "../../model/manifest";
import type { SourceFacts } from "../../model/tool";
import type { ConflictingCall, ResourceUse } from "../edges/conflicts";
import { callEffect, sourceEffects, unknownEffect, type CallEffect } from "../effects/sourceEffects";
import { knownTool } from "../effects/knownServers";
import type { KnownVariables } from "./knownText";
import { sourcesOf } from "../planSources";
import type { ResolvedCall } from "../resolvedCall";
import type { ResourceScope } from "./resources";
import { resourceUses } from "./resourceUses";
import { keepsState, mayTouchState, stateUses, type StatefulCall } from "./stateUses";
import { patternFinder } from "../toolPattern";

/** What calls touch, by call: what their arguments name, and the state of their sources. */
export interface TouchedByCalls {
  readonly calls: readonly ConflictingCall[];
  /** What each call does with the state of its source; undefined where the source keeps none by nature. */
  readonly stateAccess: readonly ("reads" | "writes" | undefined)[];
  /** Whether somebody said that a call needs no order by that state, for all sources or for its tool. */
  readonly isUnordered: readonly boolean[];
}

/** By what rules names are compared, and what they stand for before the run. */
export interface TouchRules {
  readonly mode: ConflictMode;
  readonly scope: ResourceScope;
  readonly variables: KnownVariables;
}

/** Finds what calls touch and what they do with it, for the order between them. */
export function touchedByCalls(
  resolved: readonly ResolvedCall[],
  manifest: Manifest,
  { mode, scope, variables }: TouchRules,
): TouchedByCalls {
  const effects = callEffects(resolved, mode);
  const named = namedUses(resolved, effects, manifest, scope, variables);
  const stateOf = patternFinder(Object.keys(manifest.state ?? {}));
  const statedOf = (call: ResolvedCall): StateScope | undefined => {
    const pattern = stateOf(call);
    return pattern === undefined ? undefined : manifest.state?.[pattern];
  };
  const stateful = resolved.map((call, index): StatefulCall | undefined => {
    const known = effects[index];
    if (known === undefined) return undefined;
    const { source, toolName } = call;
    const { facts, effect, writes } = known;
    const stated = statedOf(call);
    if (!mayTouchState({ facts, toolName, stated }, mode)) return undefined;
    const uses = named[index] ?? nothingNamed;
    return {
      source,
      toolName,
      arguments: call.call.arguments,
      facts,
      effect,
      writes,
      stated,
      parts: uses.isParted ? uses.uses.map(({ resource }) => resource) : [],
      files: uses.uses.filter(({ resource }) => resource.kind === "file"),
    };
  });
  const state = stateUses(stateful, mode, variables);
  return {
    calls: resolved.map(({ source, toolName }, index) => {
      const known = effects[index];
      const uses = mode === "off" ? nothing : [...(named[index]?.uses ?? nothing), ...(state[index] ?? nothing)];
      // With a million calls that touch nothing, an object and a list for each would be felt.
      if (uses.length === 0 && known?.toolName === toolName) return known;
      return { toolName, source, effect: known?.effect ?? unknownEffect, uses };
    }),
    isUnordered: resolved.map(
      (call, index) => mode === "off" || (effects[index] !== undefined && statedOf(call) === "none"),
    ),
    stateAccess: effects.map((known) => {
      if (known === undefined || !keepsState(known.facts)) return undefined;
      return known.writes ? "writes" : "reads";
    }),
  };
}

/** What a call does, and the call as one that touches nothing; shared by calls of one tool whose arguments say no more. */
interface KnownEffect extends ConflictingCall {
  readonly facts: SourceFacts;
  readonly effect: CallEffect;
  readonly writes: boolean;
}

const nothing: readonly ResourceUse[] = [];

/** What calls do. One of which nothing is known may write where its source has a tool, or a call, that does. */
function callEffects(resolved: readonly ResolvedCall[], mode: ConflictMode): readonly (KnownEffect | undefined)[] {
  const sources = sourcesOf(resolved);
  const withWriters = new Set<string>();
  const found = resolved.map(({ call, source, toolName, tool, stated }) => {
    const facts = sources.get(source);
    if (facts === undefined) return undefined;
    const ofSource = sourceEffects(facts);
    const effect = callEffect({ toolName, tool, arguments: call.arguments, stated }, ofSource);
    if (mode === "strict" || ofSource.hasWriter || effect.effect === "writes") withWriters.add(source);
    return effect;
  });
  const known = new Map<string, Map<CallEffect, KnownEffect>>();
  return found.map((effect, index) => {
    const { source = "", toolName = "" } = resolved[index] ?? {};
    const facts = sources.get(source);
    if (effect === undefined || facts === undefined) return undefined;
    const ofSource = known.get(source) ?? new Map<CallEffect, KnownEffect>();
    known.set(source, ofSource);
    const before = ofSource.get(effect);
    if (before !== undefined) return before;
    const writes = effect.effect === "writes" || (effect.effect === "unknown" && withWriters.has(source));
    const made: KnownEffect = { toolName, source, facts, effect, writes, uses: nothing };
    // Of a call whose arguments say more than its tool, nobody else has the same.
    if (sourceEffects(facts).ofPlainCall.get(toolName) === effect) ofSource.set(effect, made);
    return made;
  });
}

interface NamedUses {
  /** The manifest's `resources`, or what is built in, says what the call touches, and its arguments name some of that. */
  readonly isParted: boolean;
  readonly uses: readonly ResourceUse[];
}

const nothingNamed: NamedUses = { isParted: false, uses: nothing };

function namedUses(
  resolved: readonly ResolvedCall[],
  effects: readonly (KnownEffect | undefined)[],
  manifest: Manifest,
  scope: ResourceScope,
  variables: KnownVariables,
): readonly NamedUses[] {
  const patternOf = patternFinder(Object.keys(manifest.resources));
  const moved = { ...scope, isBaseUnknown: true };
  const withScene = new Set<string>();
  return resolved.map((call, index) => {
    const known = effects[index];
    const { source, tool, toolName } = call;
    const pattern = patternOf(call);
    const said = pattern === undefined ? undefined : manifest.resources[pattern];
    const built = knownTool(known?.facts.serverName, toolName);
    const naming =
      said === undefined
        ? built?.names && { names: built.names, role: "usual" as const }
        : { names: said, role: "stated" as const };
    const uses = resourceUses(
      {
        source,
        toolName,
        tool,
        arguments: call.call.arguments,
        effect: known?.effect ?? unknownEffect,
        isRemote: known?.facts.isRemote ?? false,
        reads: built?.reads,
      },
      naming,
      withScene.has(source) || built?.startsAnywhere === true ? moved : scope,
      variables,
    );
    if (known?.effect.setsScene) withScene.add(source);
    return uses.length === 0 ? nothingNamed : { isParted: naming !== undefined, uses };
  });
}
