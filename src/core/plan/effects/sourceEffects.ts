import type { JsonObject } from "../../model/data/json";
import type { Safety, SourceFacts, Tool } from "../../model/tool";
import { safetyOf } from "../approval/safety";
import { argumentEffect, selectingActions } from "./argumentEffect";
import { knownTool } from "./knownServers";
import { isEngine, verbEffect } from "./lexicon";
import { neverFreeWord } from "./neverFree";
import { setsScene } from "./sceneSetters";
import { descriptionEffect, nameEffect, nounEffect } from "./wordEffect";
import { withoutSharedPrefix, wordsOf } from "./words";

/** What tells whether a call writes, the surest first. */
export type EffectBasis =
  /** The manifest's `safety`. */
  | "manifest"
  /** What is known of a well-known server. */
  | "builtIn"
  /** The name says that it takes, waits, or sets the scene, which no hint denies. */
  | "neverFree"
  /** Its SQL, a trial run, or an action out of a list. */
  | "arguments"
  | "method"
  | "annotation"
  /** It has no `readOnlyHint`, and others of its server do. */
  | "noAnnotation"
  | "name"
  | "description"
  | "nothing";

/**
 * What a tool or a call does, for the order of calls alone and never for approval. `unknown` may write where its source has
 * a tool that writes, and is free where it has none.
 */
export interface Effect {
  readonly effect: "reads" | "writes" | "unknown";
  readonly basis: EffectBasis;
  /** The word or argument that told, or the reason that is known. */
  readonly word?: string;
}

/** All that planning makes of a source's list of tools. */
export interface SourceEffects {
  readonly facts: SourceFacts;
  /** By the tool's name. */
  readonly ofTool: ReadonlyMap<string, Effect>;
  readonly sceneSetters: ReadonlySet<string>;
  /** What calls of each tool do whose arguments say no more, shared by all of them. */
  readonly ofPlainCall: ReadonlyMap<string, CallEffect>;
  /** Whether a tool writes, as far as anything says so. */
  readonly hasWriter: boolean;
}

const known = new WeakMap<SourceFacts, SourceEffects>();

/** What the tools of a source do, found out once for each list. */
export function sourceEffects(facts: SourceFacts): SourceEffects {
  const before = known.get(facts);
  if (before !== undefined) return before;
  const words = namesIn(facts);
  const isAnnotated = facts.tools.some(({ annotations }) => annotations?.readOnlyHint !== undefined);
  const ofTool = new Map<string, Effect>();
  for (const tool of facts.tools)
    ofTool.set(tool.name, toolEffect(tool, words.get(tool.name) ?? [], isAnnotated, facts.serverName));
  const sceneSetters = new Set([...words].filter(([, each]) => setsScene(each)).map(([name]) => name));
  const effects: SourceEffects = {
    facts,
    ofTool,
    sceneSetters,
    ofPlainCall: new Map([...ofTool].map(([name, each]) => [name, { ...each, setsScene: sceneSetters.has(name) }])),
    hasWriter: [...ofTool.values()].some(({ effect }) => effect === "writes"),
  };
  known.set(facts, effects);
  return effects;
}

/** What each tool of a source does, by its name. */
export function effectsOf(facts: SourceFacts): ReadonlyMap<string, Effect> {
  return sourceEffects(facts).ofTool;
}

/** A call as far as what it does is concerned. */
export interface EffectiveCall {
  readonly toolName: string;
  readonly tool: Tool | undefined;
  readonly arguments: JsonObject;
  /** What the manifest says of its tool. */
  readonly stated: Safety | undefined;
}

/** What a call does, and whether it sets the scene for the calls of its source behind it. */
export interface CallEffect extends Effect {
  readonly setsScene: boolean;
}

/** What one call does, by its arguments where these say more than its tool. */
export function callEffect(call: EffectiveCall, source: SourceEffects): CallEffect {
  const ofTool = source.ofPlainCall.get(call.toolName) ?? unknownEffect;
  const { setsScene } = ofTool;
  if (call.stated !== undefined) {
    return { effect: call.stated === "readOnly" ? "reads" : "writes", basis: "manifest", setsScene };
  }
  if (ofTool.basis === "builtIn" || ofTool.basis === "neverFree") return ofTool;
  const said = argumentEffect(call.arguments, call.tool);
  if (said !== undefined) {
    const { effect, word, selects } = said;
    return {
      effect,
      basis: "arguments",
      word,
      setsScene: setsScene || (selects !== undefined && actsOnScene(selects, call.toolName)),
    };
  }
  const method = methodEffect(call);
  return method === undefined ? ofTool : { ...method, setsScene };
}

/** What a call does of which nothing is known. */
export const unknownEffect: CallEffect = { effect: "unknown", basis: "nothing", setsScene: false };

/** Whether an action sets the scene by what its tool is for: `select` of `browser_tabs`, `set` of `kubectl_context`. */
function actsOnScene(verb: string, toolName: string): boolean {
  const noun = wordsOf(toolName).at(-1)?.replace(/s$/, "");
  return noun !== undefined && setsScene([verb, noun]);
}

function methodEffect({ tool, arguments: args }: EffectiveCall): Effect | undefined {
  if (tool === undefined) return undefined;
  const { safety, isSaid } = safetyOf(undefined, withoutAnnotations(tool), args);
  return isSaid ? { effect: safety === "readOnly" ? "reads" : "writes", basis: "method" } : undefined;
}

const bare = new WeakMap<Tool, Tool>();

function withoutAnnotations(tool: Tool): Tool {
  const before = bare.get(tool);
  if (before !== undefined) return before;
  const { annotations: _, ...rest } = tool;
  bare.set(tool, rest);
  return rest;
}

/** The words of each tool's name, without those that the names of its source begin with. */
function namesIn({ tools }: SourceFacts): ReadonlyMap<string, readonly string[]> {
  const all = tools.map(({ name }) => wordsOf(name));
  const words = withoutSharedPrefix(all, (word) => verbEffect(word) !== undefined && !isEngine(word));
  return new Map(tools.map(({ name }, index) => [name, words[index] ?? []]));
}

function toolEffect(
  tool: Tool,
  words: readonly string[],
  isAnnotated: boolean,
  serverName: string | undefined,
): Effect {
  const built = knownTool(serverName, tool.name);
  if (built?.effect !== undefined) return { effect: built.effect, basis: "builtIn", word: built.reason };
  const word = setsScene(words) ? words.join(" ") : neverFreeWord(words);
  if (word !== undefined) return { effect: "writes", basis: "neverFree", word };
  const verb = selectingActions(tool).find((each) => actsOnScene(each, tool.name));
  if (verb !== undefined) return { effect: "writes", basis: "name", word: verb };
  return annotated(tool) ?? (isAnnotated ? { effect: "writes", basis: "noAnnotation" } : wordsEffect(tool, words));
}

function annotated({ annotations = {} }: Tool): Effect | undefined {
  const { readOnlyHint, idempotentHint, destructiveHint } = annotations;
  if (readOnlyHint !== undefined) return { effect: readOnlyHint ? "reads" : "writes", basis: "annotation" };
  // Both mean something only of a tool that writes.
  return idempotentHint === true || destructiveHint === true ? { effect: "writes", basis: "annotation" } : undefined;
}

function wordsEffect({ description }: Tool, words: readonly string[]): Effect {
  const byName = nameEffect(words);
  if (byName !== undefined) return { ...byName, basis: "name" };
  const engine = nounEffect(words);
  if (engine?.effect === "writes") return { ...engine, basis: "name" };
  const byDescription = description === undefined ? undefined : descriptionEffect(description);
  if (byDescription !== undefined) return { ...byDescription, basis: "description" };
  return engine === undefined ? { effect: "unknown", basis: "nothing" } : { ...engine, basis: "name" };
}
